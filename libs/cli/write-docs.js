// Part of `npm run generate`: the tables of the docs that follow from declarations.
import { readFileSync, writeFileSync } from 'node:fs';
import { docsTables } from './dist/index.js';

const rows = /^\| `.*\|$(\n^\| `.*\|$)*/m;
for (const [name, table] of Object.entries(docsTables())) {
  const path = new URL(`../../docs/${name}.md`, import.meta.url);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(rows, () => table.join('\n')),
  );
}
