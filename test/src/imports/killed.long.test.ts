import { randomFillSync } from 'node:crypto';
import test from 'ava';
import { childrenOf } from '../faults/support/processes.js';
import { ended, startServices } from '../services/support/services.js';
import { importDataset } from './support/imports.js';

/** As many images take longer than the 20 s from one checkpoint to the next. */
const images = 80_000;
const side = 32;

/** Images of noise as NumPy stores them (NEP 1): uint8 [images, side, side, 3]. */
function noise(): Uint8Array {
  const said = `{'descr': '|u1', 'fortran_order': False, 'shape': (${images}, ${side}, ${side}, 3), }`;
  const header = `${said.padEnd(117)}\n`;
  const start = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from([header.length, 0]),
    Buffer.from(header),
  ]);
  const file = new Uint8Array(start.length + images * side * side * 3);
  file.set(start);
  for (let at = start.length; at < file.length; at += 2 ** 24)
    randomFillSync(file, at, Math.min(2 ** 24, file.length - at));
  return file;
}

test('an import whose worker is killed goes on where it was, to the same dataset', async (t) => {
  t.timeout(15 * 60_000);
  const services = await startServices();
  try {
    await services.store.put('uploads/noise/train.npy', noise());
    const spec = { s3: { prefix: 'uploads/noise' }, size: 48 };
    const whole = await importDataset(services, { name: 'whole', ...spec });
    const { job } = await services.augmentation.startImport({ spec: { name: 'killed', ...spec } });
    const id = job?.id as string;
    let killedAt: number | undefined;
    const resumedAt: number[] = [];
    for await (const { job: now } of services.jobs.watchJob({ id })) {
      const { attempt = 0, progress } = now?.status ?? {};
      if (progress?.stage !== 'decoding') continue;
      const done = Number(progress.done);
      if (attempt > 1) resumedAt.push(done);
      // It has made a checkpoint after 20 s.
      if (killedAt !== undefined || secondsSince(now?.status?.startTime) < 24) continue;
      killedAt = done;
      const worker = services.stack.processes.find(({ name }) => name === 'augmentation-worker')?.pid as number;
      for (const pid of [...childrenOf(worker), worker]) process.kill(pid, 'SIGKILL');
    }
    const { status, importResult } = await ended(services, id);
    t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
    t.true(killedAt !== undefined, 'it was killed under way');
    t.is(status?.attempt, 2);
    t.true((resumedAt[0] as number) >= 1000, `it went on at ${resumedAt[0]} of ${killedAt}`);
    t.is(importResult?.dataset?.digest, whole.dataset.digest);
  } finally {
    await services.stop();
  }
});

/** Since a moment, by this machine's clock. */
function secondsSince(moment: { seconds?: number | string } | undefined): number {
  return moment ? Date.now() / 1000 - Number(moment.seconds) : 0;
}
