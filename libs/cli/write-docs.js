// Part of `npm run generate`: the tables of the docs that follow from declarations.
import { readFileSync, writeFileSync } from 'node:fs';
import { networksTable, objectivesTable, optimisersTable, schedulesTable } from './dist/index.js';

const rows = /^\| `.*\|$(\n^\| `.*\|$)*/m;
for (const [name, table] of Object.entries({
  networks: networksTable(),
  objectives: objectivesTable(),
  optimisers: optimisersTable(),
  schedules: schedulesTable(),
})) {
  const path = new URL(`../../docs/${name}.md`, import.meta.url);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(rows, () => table),
  );
}
