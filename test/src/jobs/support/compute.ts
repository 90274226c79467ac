import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { BlobStore } from '@parallax/blobs';
import { ParallaxError, type Reason } from '@parallax/errors';
import { runCompute } from '@parallax/jobs';
import { Settings } from '@parallax/settings';

/** What the test's computation does: it counts. */
export interface CountSpec {
  /** How far. */
  to: number;
  /** Milliseconds from one number to the next. */
  pause?: number;
  /** Ends in this error at the number. */
  fail?: { at: number; reason: Reason };
  /** Dies at the number, unless it got further in an earlier attempt. */
  dieAt?: number;
  /** Says nothing more from the number on. */
  hangAt?: number;
  /** Never ends when asked to. */
  deaf?: boolean;
  /** A file where each number is noted, with the attempt. */
  notes?: string;
}

runCompute<CountSpec, { counted: number; heard: unknown[] }>('training', async (task) => {
  const { spec } = task.job;
  const blobs = await BlobStore.open(new Settings());
  task.reportDeviceClass('abacus');
  const from = Number(task.job.checkpoint?.count ?? 0);
  for (let count = from + 1; count <= spec.to; count++) {
    if (spec.fail?.at === count) throw new ParallaxError(spec.fail.reason, `failed at ${count}`);
    if (spec.dieAt === count && from < count - 1) process.kill(process.pid, 'SIGKILL');
    if (spec.hangAt === count) await delay(3600_000);
    if (spec.notes) appendFileSync(spec.notes, `${task.job.attempt}:${count}\n`);
    task.report({ stage: 'counting', done: count, total: spec.to, unit: 'numbers' });
    const data = Int32Array.of(count);
    const blob = await blobs.putTensors(`checkpoints/${task.job.id}`, { count: { dtype: 'I32', shape: [1], data } });
    await task.saveCheckpoint({ blob, count });
    await delay(spec.pause ?? 1);
    if (task.signal.aborted && !spec.deaf) throw task.signal.reason;
  }
  return { counted: spec.to, heard: task.dependencies.map((dependency) => dependency.result) };
});
