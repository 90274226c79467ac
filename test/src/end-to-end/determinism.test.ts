import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainingSpec } from '@parallax/contract';
import { type JobRecord, Jobs } from '@parallax/jobs';
import { initialise } from '@parallax/learning';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import type { Network } from '@parallax/networks';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { ended, type Services, small, startServices } from '../services/support/services.js';
import { until } from '../support/until.js';

let services: Services;
let connection: NatsConnection;
let jobs: Jobs;
/** Of the encoder that the training makes when nothing goes wrong. */
let sha256: string;

/** 5 epochs of 78 steps in 3 shards, with a checkpoint at every 50th: long enough for something to go wrong in the middle. */
const spec = { ...small, images: 2500, epochs: 5, checkpointSteps: 50, seed: 6 };

test.before(async (t) => {
  t.timeout(600_000);
  startEngine();
  services = await startServices({ services: ['augmentation-server', 'training-server', 'training-worker'] });
  connection = await connectNats(services.settings);
  jobs = await Jobs.open(connection, { blobs: services.store });
  sha256 = await encoderOf(await start());
});

test.after.always(async () => {
  if (connection) await disconnect(connection);
  await services?.stop();
});

async function start(changes: TrainingSpec = {}): Promise<string> {
  return (await services.trainings.startTraining({ spec: { ...spec, ...changes } })).job?.id as string;
}

async function encoderOf(id: string): Promise<string> {
  const { status, trainingResult } = await ended(services, id);
  return trainingResult?.encoder?.blob?.sha256 ?? `${status?.state}: ${status?.error?.message}`;
}

/** The job's record as soon as something holds of it. */
async function when(id: string, holds: (job: JobRecord) => boolean): Promise<JobRecord> {
  for await (const job of jobs.watch(id)) if (holds(job)) return job;
  throw new Error(`${id} has ended too soon`);
}

const steps = ({ checkpoint }: JobRecord): number => Number(checkpoint?.steps ?? 0);

function worker(): number {
  return services.stack.processes.find(({ name }) => name === 'training-worker')?.pid as number;
}

/** The process in which the worker has the training computed. */
function computation(): number {
  return Number(readFileSync(`/proc/${worker()}/task/${worker()}/children`, 'utf8').split(' ')[0]);
}

async function keys(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of services.store.list(prefix)) found.push(key);
  return found;
}

test.serial('the same training twice makes the same encoder, to the bit', async (t) => {
  t.timeout(600_000);
  t.regex(sha256, /^[0-9a-f]{64}$/);
  t.is(await encoderOf(await start()), sha256);
});

test.serial('… when the process that computes it is killed', async (t) => {
  t.timeout(600_000);
  const id = await start();
  await when(id, (job) => steps(job) >= 100);
  process.kill(computation(), 'SIGKILL');
  t.is(await encoderOf(id), sha256);
  t.is((await jobs.get(id)).attempt, 2);
});

test.serial('… when the whole worker is killed, and the last checkpoint is corrupt', async (t) => {
  t.timeout(600_000);
  const id = await start();
  await when(id, (job) => job.previousCheckpoint !== undefined);
  process.kill(worker(), 'SIGKILL');
  // What it wrote last may still be on its way.
  await sleep(1000);
  const { checkpoint, previousCheckpoint } = (await jobs.get(id)) as Required<JobRecord>;
  const bytes = Buffer.from(await services.store.get(checkpoint.blob));
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
  await services.store.put(checkpoint.blob.key, bytes);
  const next = await when(id, (job) => job.attempt === 2 && job.checkpoint?.blob.key !== checkpoint.blob.key);
  // From the start, the next one would be the first.
  t.true(steps(next) > Number(previousCheckpoint.steps));
  t.is(await encoderOf(id), sha256);
});

test.serial('… when its process is killed and the last batch of each epoch is a smaller one', async (t) => {
  t.timeout(600_000);
  const notebook = { preset: 'notebook', images: 2500, epochs: 5 };
  const undisturbed = await encoderOf(await start(notebook));
  t.regex(undisturbed, /^[0-9a-f]{64}$/);
  const id = await start(notebook);
  await when(id, (job) => steps(job) >= 100);
  process.kill(computation(), 'SIGKILL');
  t.is(await encoderOf(id), undisturbed);
  t.is((await jobs.get(id)).attempt, 2);
});

test.serial(
  '… when its process is killed and it began with an encoder without a head, of which layers stay',
  async (t) => {
    t.timeout(600_000);
    const network: Network = { size: 32, conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' } };
    const state = initialise(network, 'INITIALISATION_HE', 9);
    const { sha256: encoder } = await services.store.putTensors('encoders', state);
    const changes = { network: undefined, startFrom: { sha256: encoder }, freeze: 'encoder.encoder.0' };
    const undisturbed = await encoderOf(await start(changes));
    t.regex(undisturbed, /^[0-9a-f]{64}$/);
    const id = await start(changes);
    await when(id, (job) => steps(job) >= 100);
    process.kill(computation(), 'SIGKILL');
    t.is(await encoderOf(id), undisturbed);
    t.is((await jobs.get(id)).attempt, 2);
  },
);

test.serial('… when its views are removed again and again', async (t) => {
  t.timeout(600_000);
  const id = await start();
  let over = false;
  const training = encoderOf(id).finally(() => {
    over = true;
  });
  let removed = 0;
  const removing = async () => {
    const views = await keys('views/');
    await services.store.remove(views);
    removed += views.length;
    await sleep(1500);
    return over;
  };
  await until(`${id} has ended while its views are removed`, removing, 500);
  t.is(await training, sha256);
  t.true(removed > 0);
});

test.serial('… while the checkpoints that it has left behind are collected, and in the end all of them', async (t) => {
  t.timeout(600_000);
  // Long enough for the record to name a checkpoint; in life it is ten minutes.
  const limits = { checkpointAge: 2000 };
  const collecting = await Jobs.open(connection, { blobs: services.store, limits });
  const id = await start({ checkpointSteps: 10 });
  let over = false;
  const training = encoderOf(id).finally(() => {
    over = true;
  });
  const reasons: string[] = [];
  const pruning = async () => {
    for (const { key, reason } of await collecting.prune())
      if (key.startsWith(`checkpoints/${id}/`)) reasons.push(reason);
    await sleep(2000);
    return over;
  };
  await until(`${id} has ended while its checkpoints are collected`, pruning, 500);
  t.is(await training, sha256);
  t.true(reasons.includes('unreferenced'), reasons.join());
  const none = async () => {
    await collecting.prune();
    await sleep(2000);
    return (await keys('checkpoints/')).length === 0;
  };
  await until('all checkpoints are collected', none, 120);
});
