import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type BlobRef, BlobStore, type Tensors } from '@parallax/blobs';
import { ParallaxError, type Reason } from '@parallax/errors';
import { putResult, runComputation, type Task } from '@parallax/jobs';
import { Settings } from '@parallax/settings';
import { catalogue, instrument, withSpan } from '@parallax/telemetry';

/** What the tests' computation does: it counts, with a checkpoint at each number. */
export interface CountSpec {
  /** How far. */
  to: number;
  /** Milliseconds from one number to the next. Default: 1. */
  pause?: number;
  /** Throws an error of this reason at a number, in the first so many attempts. Its message may say `{attempt}`. */
  fail?: { at: number; reason: Reason; attempts: number; message?: string };
  /** Dies at a number, in the first so many attempts. */
  die?: { at: number; attempts: number };
  /** Says nothing more from a number on, in the first attempt. */
  hangAt?: number;
  /** Doesn't end when asked to. */
  deaf?: boolean;
  /** A blob that it is about and leaves alone. */
  read?: BlobRef;
  /** Puts a blob with this number into the result. */
  keep?: number;
  /** A file where each number is noted, with the attempt: `1:5`. */
  notes?: string;
}

export interface CountResult {
  counted: number;
  heard: unknown[];
  kept?: { blob: BlobRef };
}

const steps = instrument(catalogue.training.steps);
const loss = instrument(catalogue.training.loss);

runComputation<CountSpec, CountResult>('training', async (task) => {
  const { to, pause = 1, deaf, keep } = task.job.spec;
  const blobs = await BlobStore.open(new Settings());
  task.reportDevice({ class: 'abacus' });
  for (let count = Number(task.job.checkpoint?.count ?? 0) + 1; count <= to; count++) {
    await misfortunes(task, count);
    steps(1);
    loss(count);
    task.report({ stage: 'counting', done: count, total: to, unit: 'numbers' });
    const blob = await withSpan('save', {}, () => blobs.putTensors(`checkpoints/${task.job.id}`, scalar(count)));
    await task.saveCheckpoint({ blob, count });
    await delay(pause);
    if (task.signal.aborted && !deaf) throw task.signal.reason;
  }
  const heard = task.dependencies.map((dependency) => dependency.result);
  if (keep === undefined) return { counted: to, heard };
  return { counted: to, heard, kept: { blob: await putResult(blobs, 'embeddings', scalar(keep)) } };
});

function scalar(value: number): Tensors {
  return { value: { dtype: 'I32', shape: [], data: Int32Array.of(value) } };
}

async function misfortunes({ job }: Task<CountSpec>, count: number): Promise<void> {
  const { fail, die, hangAt, notes } = job.spec;
  if (fail?.at === count && job.attempt <= fail.attempts) {
    throw new ParallaxError(
      fail.reason,
      fail.message?.replace('{attempt}', String(job.attempt)) ?? `failed at ${count}`,
    );
  }
  if (die?.at === count && job.attempt <= die.attempts) process.kill(process.pid, 'SIGKILL');
  if (hangAt === count && job.attempt === 1) await delay(3600_000);
  if (notes) appendFileSync(notes, `${job.attempt}:${count}\n`);
}
