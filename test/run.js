// `npm test`: lint, build, set-up, every test. Arguments filter the files by a part of their path: `npm test -- blobs`.
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Parser } from 'tap-parser';
import { root, runNode, setUp, step } from './steps.js';

/** Rooms whose tests keep both cores busy, or start whole stacks: one file at a time, the others two. */
const heavy = ['end-to-end', 'evaluation', 'models', 'objectives', 'services', 'tensors', 'training'];

const totals = { passed: 0, failed: 0, skipped: 0 };

if (await prepare()) {
  const files = testFiles(process.argv.slice(2));
  if (files.length === 0) fail(`no test file's path has ${process.argv.slice(2).join(' or ')} in it`);
  const isHeavy = (file) => heavy.includes(file.split(sep)[1]);
  await runTests(
    files.filter((file) => !isHeavy(file)),
    2,
  );
  await runTests(files.filter(isHeavy), 1);
}
if (totals.skipped > 0) console.log(`${totals.skipped} skipped`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);

/** Findings of the linters fail like a test, and what comes after them would only hide them. */
async function prepare() {
  const ok =
    (await step('biome', ['node_modules/@biomejs/biome/bin/biome', 'check', '.'])) &&
    (await step('buf lint', ['node_modules/@bufbuild/buf/bin/buf', 'lint'])) &&
    (await setUp());
  if (!ok) fail('stopped before the tests');
  return ok;
}

function fail(message) {
  console.log(message);
  totals.failed++;
}

/** By what lies in src: dist may still hold what has been removed there. */
function testFiles(filters) {
  return readdirSync(join(root, 'test/src'), { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .map((file) => join('dist', file.replace(/\.ts$/, '.js')))
    .sort();
}

/** Runs files in ava, shows its TAP as it comes, and counts it. */
async function runTests(files, concurrency) {
  if (files.length === 0) return;
  const parser = new Parser();
  const results = new Promise((resolve) => parser.once('complete', resolve));
  const onOutput = (chunk) => {
    process.stdout.write(chunk);
    parser.write(chunk);
  };
  const ava = join(root, 'node_modules/ava/entrypoints/cli.mjs');
  const ok = await runNode([ava, '--tap', '--concurrency', String(concurrency), ...files], {
    cwd: join(root, 'test'),
    onOutput,
  });
  parser.end();
  const { pass, fail: failed, skip } = await results;
  totals.passed += pass - skip;
  totals.skipped += skip;
  totals.failed += failed;
  if (!ok && failed === 0) fail('ava failed, though no test did');
}
