// Part of `npm run generate`: the tables of the docs that follow from declarations.
import { readFileSync, writeFileSync } from 'node:fs';
import { objectivesTable } from './dist/index.js';

const path = new URL('../../docs/objectives.md', import.meta.url);
const rows = /^\| `.*\|$(\n^\| `.*\|$)*/m;
writeFileSync(
  path,
  readFileSync(path, 'utf8').replace(rows, () => objectivesTable()),
);
