import { readFileSync } from 'node:fs';
import { docsTables } from '@parallax/cli';
import { reasons } from '@parallax/errors';
import { variables } from '@parallax/settings';
import test from 'ava';

const doc = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

test('docs/errors.md has each reason with its status, and no other', (t) => {
  const rows = [...doc('errors.md').matchAll(/^\| `(\w+)` \| `(\w+)` \|/gm)].map(([, reason, status]) => [
    reason,
    status,
  ]);
  t.deepEqual(Object.fromEntries(rows), reasons);
});

test('docs/settings.md has each variable with its default and meaning, and no other', (t) => {
  const rows = [...doc('settings.md').matchAll(/^\| `(\w+)` \| (?:`([^`]*)`)? ?\| (.*) \|$/gm)];
  const documented = rows.map(([, name, value, about]) => [name, value, about]);
  const declared = Object.entries(variables).map(([name, variable]) => [name, variable.default, variable.about]);
  t.deepEqual(documented, declared);
});

for (const [name, tables] of Object.entries(docsTables()))
  test(`docs/${name}.md has each as it is declared, and no other`, (t) => {
    const rows = [...doc(`${name}.md`).matchAll(/^\| `.*\|$/gm)].map(([row]) => row);
    t.deepEqual(rows, tables.flat(), 'npm run generate brings it up to date');
  });
