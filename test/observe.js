// `npm run test:observe`: the tests of test/src/observe, with a real Jaeger and a real Prometheus, the demo, and the commands of README,
// the tutorial and the page of Python as they stand there.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './steps.js';
import { fail, finish, runTests } from './tap.js';

const filters = process.argv.slice(2);
const files = readdirSync(join(root, 'test/src/observe'))
  .map((file) => join('observe', file))
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .map((file) => join('dist', file.replace(/\.ts$/, '.js')))
  .sort();
if (files.length === 0) fail(`no test file's path has ${filters.join(' or ')} in it`);
else if (await setUp()) await runTests(files, 1);
else fail('stopped before the tests');
finish();
