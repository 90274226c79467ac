// `npm test`: lint, build, set-up, every test. Arguments filter the files by a part of their path: `npm test -- blobs`.
import { readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root, setUp, step } from './steps.js';
import { fail, finish, runTests } from './tap.js';

/**
 * Rooms that need root and a cluster: `npm run test:k8s`. Of `faults`, what has no short form: `npm run test:faults`. What needs
 * Jaeger and Prometheus, which take minutes to build, the demo, and the commands of README and the docs: `npm run test:observe`.
 */
const elsewhere = /^(images|k8s|observe)\/|\.long\.test\.ts$/;

/** What tests need to be made: all but the GPU's runtime, Jaeger and Prometheus. */
const parts = ['tensorflow', 'binding', 'cifar10', 'nats-server', 'grpcurl', 'object-store'];

if (await prepare()) {
  const files = testFiles(process.argv.slice(2));
  if (files.length === 0) fail(`no test file's path has ${process.argv.slice(2).join(' or ')} in it`);
  await runTests(spread(files), 3);
}
finish();

/** Findings of the linters fail like a test, and what comes after them would only hide them. */
async function prepare() {
  const ok =
    (await step('biome', ['node_modules/@biomejs/biome/bin/biome', 'check', '.'])) &&
    (await step('buf lint', ['node_modules/@bufbuild/buf/bin/buf', 'lint'])) &&
    (await step('knip', ['node_modules/knip/bin/knip.js'])) &&
    (await setUp(parts));
  if (!ok) fail('stopped before the tests');
  return ok;
}

/** By what lies in src: dist may still hold what has been removed there. */
function testFiles(filters) {
  return readdirSync(join(root, 'test/src'), { recursive: true })
    .filter((file) => file.endsWith('.test.ts') && !elsewhere.test(file.replaceAll(sep, '/')))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .map((file) => join('dist', file.replace(/\.ts$/, '.js')));
}

function roomOf(file) {
  return file.split(sep)[1];
}

/**
 * Each room's files spread over the whole run, so that what waits, as most of jobs does, runs beside what computes; the largest first,
 * so that in the end none runs alone.
 */
function spread(files) {
  const sizeOf = (file) => statSync(join(root, 'test', file)).size;
  const sorted = files.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const placeOf = (file) => {
    const room = sorted.filter((other) => roomOf(other) === roomOf(file));
    return room.indexOf(file) / room.length;
  };
  return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
}
