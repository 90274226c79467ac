// `npm run test:faults`: the long form of the tests in test/src/faults, whose short form is part of `npm test`.
import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './steps.js';
import { fail, finish, runTests } from './tap.js';

const usage = `usage: npm run test:faults [-- FILTER…]   runs those whose path has a filter in it; no filter: all, in about an hour on two cores

PARALLAX_FAULTS_SEED: what the faults are drawn from; default: a random number, which is printed. The same seed draws the
same faults at the same times, though not at the same step of a job.`;

const filters = process.argv.slice(2);
if (filters.includes('--help')) console.log(usage);
else await test();

async function test() {
  process.env.PARALLAX_FAULTS = 'long';
  process.env.PARALLAX_FAULTS_SEED ||= String(randomInt(2 ** 31));
  const files = testFiles();
  if (files.length === 0) fail(`no test file's path has ${filters.join(' or ')} in it`);
  else if (!(await setUp())) fail('stopped before the tests');
  else {
    console.log(`# PARALLAX_FAULTS_SEED=${process.env.PARALLAX_FAULTS_SEED}`);
    const start = performance.now();
    // Two at a time, as much of each is waiting; but what holds answers to seconds has the machine to itself.
    const isAlone = (file) => /fuzz|load/.test(file);
    await runTests(files.filter((file) => !isAlone(file)).map(compiled), 2);
    await runTests(files.filter(isAlone).map(compiled), 1);
    console.log(`# took ${Math.round((performance.now() - start) / 1000)} s`);
  }
  finish();
}

function compiled(file) {
  return join('dist', file.replace(/\.ts$/, '.js'));
}

function testFiles() {
  return readdirSync(join(root, 'test/src/faults'))
    .map((file) => join('faults', file))
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort();
}
