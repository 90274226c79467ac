import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Job, messageToJson } from '@parallax/contract';
import test, { type ExecutionContext } from 'ava';
import { startProcess, stopProcess } from '../services/support/process.js';
import { options, smallTraining, startTraining } from './support/experiment.js';
import { leavesNothingBehind } from './support/left-behind.js';
import { childrenOf, commandOf } from './support/processes.js';
import { scale } from './support/scale.js';
import { patiently, Testbed } from './support/testbed.js';

/** Long enough for something to happen in its middle. */
const spec = smallTraining(scale.losses.epochs);
/** Two views of 128 images in each epoch. */
const views = 256 * scale.losses.epochs;

let bed: Testbed;
/** The encoder that comes of it where nothing happens: its key and hash. */
let undisturbed: { key: string; sha256: string };

test.before(async (t) => {
  t.timeout(240_000);
  bed = await Testbed.start();
  const job = await bed.until(await startTraining(bed, spec, 'undisturbed'));
  undisturbed = encoderOf(job) as typeof undisturbed;
  t.truthy(undisturbed, JSON.stringify(job.status));
});

test.afterEach.always(() => bed?.s3.heal());
test.after.always(() => bed?.close());

function encoderOf({ trainingResult }: Job) {
  return trainingResult?.encoder?.blob;
}

async function isAsUndisturbed(t: ExecutionContext, job: Job): Promise<void> {
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  t.is(encoderOf(job)?.sha256, undisturbed.sha256);
  await leavesNothingBehind(t, bed);
}

interface ErrorInfo {
  reason: string;
  metadata: Record<string, string>;
}

/** That the job failed since an object is corrupt, and says which. */
function isLostFor(t: ExecutionContext, { status }: Job, keys: readonly string[]): void {
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.is(status?.error?.code, 15, status?.error?.message);
  const error = messageToJson('google.rpc.Status', status?.error ?? {}) as { details?: ErrorInfo[] };
  const info = error.details?.find(({ reason }) => reason === 'BLOB_CORRUPT');
  t.is(info?.metadata.bucket, bed.store.bucket, JSON.stringify(error));
  t.true(keys.includes(info?.metadata.key ?? ''), JSON.stringify(error));
}

test.serial('views that have rotted in the store are made again', async (t) => {
  t.timeout(240_000);
  const keys = await bed.keys('views/');
  t.true(keys.length > 0);
  bed.s3.rot(bed.store.bucket, keys);
  await isAsUndisturbed(t, await bed.until(await startTraining(bed, spec, 'rotten-views')));
  t.is(bed.s3.rotten, 0);
});

test.serial('checkpoints that have rotted cost nothing but steps', async (t) => {
  t.timeout(240_000);
  const id = await startTraining(bed, spec, 'rotten-checkpoints');
  await bed.untilDone(id, views / 4);
  const computation = { pid: bed.pidOf('computation') };
  bed.signal(computation, 'SIGSTOP');
  bed.s3.rot(bed.store.bucket, await bed.keys(`checkpoints/${id}/`));
  t.true(bed.s3.rotten > 0);
  bed.signal(computation, 'SIGKILL');
  const job = await bed.until(id);
  t.true(Number(job.status?.attempt) >= 2);
  await isAsUndisturbed(t, job);
});

test.serial('a job that reads an encoder that has rotted fails with DATA_LOSS, and says which object', async (t) => {
  t.timeout(120_000);
  bed.s3.rot(bed.store.bucket, [undisturbed.key]);
  const training = await startTraining(bed, spec, 'undisturbed');
  const request = { spec: { encoder: { training }, images: 128 }, requestId: 'rotten-encoder', options };
  const { job } = await patiently(() => bed.embeddings.startEmbedding(request));
  isLostFor(t, await bed.until(job?.id as string), [undisturbed.key]);
});

test.serial('a job that reads a dataset that has rotted fails with DATA_LOSS, and says which object', async (t) => {
  t.timeout(120_000);
  const keys = (await bed.keys('datasets/')).filter((key) => key.endsWith('.safetensors'));
  bed.s3.rot(bed.store.bucket, keys);
  // It has read the dataset once, and would not again.
  bed.signal({ pid: bed.pidOf('augmentation-server') }, 'SIGKILL');
  const id = await startTraining(bed, smallTraining(1, 1), 'rotten-dataset');
  isLostFor(t, await bed.until(id), keys);
});

test.serial('two workers that both believe that a job is theirs make one result of it', async (t) => {
  t.timeout(240_000);
  const id = await startTraining(bed, spec, 'two-workers');
  await bed.untilDone(id, views / 8);
  const stopped = [bed.pidOf('computation'), bed.pidOf('training-worker')];
  const [computation = 0, worker = 0] = stopped;
  for (const pid of stopped) bed.signal({ pid }, 'SIGSTOP');
  const other = startProcess(bed.services, 'training', 'worker', bed.env);
  const stopOther = () => stopProcess(other);
  t.teardown(stopOther);
  const taken = await bed.until(id, ({ status }) => status?.attempt === 2);
  t.regex(taken.status?.worker ?? '', new RegExp(`/${other.pid}$`));
  for (const pid of stopped) bed.signal({ pid }, 'SIGCONT');
  const job = await bed.until(id);
  t.is(job.status?.attempt, 2);
  await stopOther();
  await isAsUndisturbed(t, job);
  const stillThere = childrenOf(worker).includes(computation) && /compute\.js/.test(commandOf(computation));
  t.false(stillThere, 'the worker that had lost the job still computes when it has ended');
});

/** A copy of a server's data, of one moment; put in place of the data, it is what the server finds when it comes back. */
async function copyData(name: 'nats-server' | 'object-store', folder: string) {
  const data = join(bed.servers.directory, folder);
  const copy = `${data}-copy`;
  const server = { pid: bed.pidOf(name) };
  bed.signal(server, 'SIGSTOP');
  await cp(data, copy, { recursive: true });
  bed.signal(server, 'SIGCONT');
  return async () => {
    bed.signal(server, 'SIGSTOP');
    await rm(data, { recursive: true });
    await rename(copy, data);
    bed.signal(server, 'SIGKILL');
  };
}

test.serial("a training goes on to the same end beside an older copy of NATS' data", async (t) => {
  t.timeout(300_000);
  const id = await startTraining(bed, spec, 'restored-nats');
  await bed.untilDone(id, views / 8);
  const restore = await copyData('nats-server', 'nats');
  // What is under way in the copy is another attempt than that which has got on meanwhile.
  bed.signal({ pid: bed.pidOf('training-worker') }, 'SIGKILL');
  await bed.until(id, ({ status }) => status?.attempt === 2);
  await bed.untilDone(id, views / 2);
  await restore();
  const job = await bed.until(id);
  t.log(`${job.status?.attempt} attempts; ${job.trainingResult?.seconds?.toFixed(1)} s of training in all of them`);
  await isAsUndisturbed(t, job);
});

test.serial(
  "a training goes on from an older checkpoint beside an older copy of the object store's data",
  async (t) => {
    t.timeout(300_000);
    const id = await startTraining(bed, spec, 'restored-store');
    await bed.untilDone(id, views / 8);
    const restore = await copyData('object-store', 'objects');
    await bed.untilDone(id, views / 2);
    const computation = { pid: bed.pidOf('computation') };
    bed.signal(computation, 'SIGSTOP');
    await restore();
    // Its record names checkpoints that the store no longer has.
    bed.signal(computation, 'SIGKILL');
    const job = await bed.until(id);
    t.log(`${job.status?.attempt} attempts; ${job.trainingResult?.seconds?.toFixed(1)} s of training in all of them`);
    await isAsUndisturbed(t, job);
  },
);
