// Runs test files in ava, shows their TAP as it comes, and counts it.
import { join } from 'node:path';
import { Parser } from 'tap-parser';
import { root, runNode } from './steps.js';

/** What the tests of this process came to. */
export const totals = { passed: 0, failed: 0, skipped: 0 };

export function fail(message) {
  console.log(message);
  totals.failed++;
}

/** `enter` turns a command line into the one that runs it elsewhere. */
export async function runTests(files, concurrency, enter) {
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
    enter,
  });
  parser.end();
  const { pass, fail: failed, skip } = await results;
  totals.passed += pass - skip;
  totals.skipped += skip;
  totals.failed += failed;
  if (!ok && failed === 0) fail('ava failed, though no test did');
}

/** Prints the sum of all tests, and ends this process with what they came to. */
export function finish() {
  if (totals.skipped > 0) console.log(`${totals.skipped} skipped`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed === 0 ? 0 : 1);
}
