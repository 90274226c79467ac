import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { childrenOf } from '../faults/support/processes.js';
import { temporaryFolder } from '../local/temporary.js';
import { ended, startServices } from '../services/support/services.js';
import { importDataset } from './support/imports.js';

/** As many pictures take longer than the 20 s from one checkpoint to the next. */
const pictures = 40_000;

/** JPEGs that differ, of 480×360, in folders of a thousand. */
async function makePictures(folder: string): Promise<void> {
  for (let first = 0; first < pictures; first += 1000) {
    const group = join(folder, `class-${first / 1000}`);
    await mkdir(group);
    const one = async (seed: number) => {
      const coarse = Buffer.from(Array.from({ length: 192 }, (_, at) => (at * 37 + seed * 101 + (seed >> 8)) % 256));
      const picture = sharp(coarse, { raw: { width: 8, height: 8, channels: 3 } }).resize(480, 360, { fit: 'fill' });
      await writeFile(join(group, `${seed}.jpg`), await picture.jpeg().toBuffer());
    };
    await Promise.all(Array.from({ length: 1000 }, (_, at) => one(first + at)));
  }
}

test('an import whose worker is killed goes on where it was, to the same dataset', async (t) => {
  t.timeout(15 * 60_000);
  const data = await temporaryFolder(t);
  await makePictures(data);
  const services = await startServices({ env: { ...process.env, PARALLAX_DATA: data } });
  try {
    const spec = { folder: '.', size: 64 };
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
