// Part of `npm run generate`: the tables of the docs that follow from declarations.
import { readFileSync, writeFileSync } from 'node:fs';
import { docsTables } from './dist/index.js';

const rows = /^\| `.*\|$(\n^\| `.*\|$)*/gm;
for (const [name, tables] of Object.entries(docsTables())) {
  const path = new URL(`../../docs/${name}.md`, import.meta.url);
  let at = 0;
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(rows, () => tables[at++].join('\n')),
  );
}
