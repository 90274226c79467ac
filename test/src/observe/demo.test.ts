import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parallax } from '../cli/parallax.js';
import { processesWith } from '../local/processes.js';
import { temporaryFolder } from '../local/temporary.js';
import { until } from '../support/until.js';

const small = ['demo', '--images', '512', '--epochs', '1', '--batch', '64', '--k', '50', '--linear-epochs', '2'];

test.serial('the demo in a small form ends with a table and a report, and leaves nothing running', async (t) => {
  t.timeout(15 * 60_000);
  const out = await temporaryFolder(t);
  const env = { ...process.env, PARALLAX_TEST: out };
  const { code, stdout, stderr } = await parallax([...small, '--out', out], { env });
  t.is(code, 0, stderr);
  t.regex(stdout, /trained encoder +\d+\.\d+ %/);
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
  t.deepEqual([report.schema, report.preset, report.protocol.trainImages], [1, 'vicreg', 512]);
  t.deepEqual(processesWith(`PARALLAX_TEST=${out}`), []);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
  test.serial(`a demo that gets ${signal} under way leaves nothing running`, async (t) => {
    t.timeout(10 * 60_000);
    const out = await temporaryFolder(t);
    const env = { ...process.env, PARALLAX_TEST: out };
    const { code } = await parallax([...small, '--epochs', '50', '--out', out], {
      env,
      onStderr: (text, child) => {
        if (text.includes('== experiment')) child.kill(signal);
      },
    });
    t.is(code, { SIGINT: 130, SIGTERM: 143, SIGKILL: undefined }[signal]);
    await until('no process is left', () => processesWith(`PARALLAX_TEST=${out}`).length === 0, 120);
    t.pass();
  });
}

test.serial('a job that fails makes the demo fail, which says why and where the logs are', async (t) => {
  t.timeout(10 * 60_000);
  const out = await temporaryFolder(t);
  const args = ['demo', '--images', '128', '--epochs', '1', '--batch', '64', '--k', '129', '--out', out];
  const { code, stderr } = await parallax(args, { env: process.env });
  t.not(code, 0);
  t.regex(stderr, /k.* is 129.*128/);
  t.regex(stderr, /logs of all processes are in/);
});
