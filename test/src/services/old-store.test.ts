import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BlobRef, BlobStore } from '@parallax/blobs';
import type { Job } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { newJobId } from '@parallax/jobs';
import { setUp, startStack } from '@parallax/local';
import { connectNats, disconnect } from '@parallax/nats';
import { checkStateDict, type StateDict } from '@parallax/networks';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { ended, type Services, startServices } from './support/services.js';

/** What is in it, and how it was made, stands in its README. */
const oldState = fileURLToPath(new URL('../../fixtures/store-c581d17/state.tgz', import.meta.url));

const id = {
  run: newJobId('training', 'old-run'),
  runTrain: newJobId('embedding', 'old-run-train'),
  runTest: newJobId('embedding', 'old-run-test'),
  probe: newJobId('probe', 'old-run'),
  undisturbed: newJobId('training', 'old-undisturbed'),
  interrupted: newJobId('training', 'old-interrupted'),
  failed: newJobId('training', 'old-failed'),
  cancelled: newJobId('training', 'old-cancelled'),
  queued: newJobId('embedding', 'old-queued'),
  waiting: newJobId('probe', 'old-waiting'),
};

/** As many as the machine had on which the store was written: they are part of the class of device. */
const env = { ...process.env, PARALLAX_THREADS: '2' };

let directory: string;
let services: Services;

test.before(async (t) => {
  t.timeout(600_000);
  directory = await mkdtemp(join(tmpdir(), 'parallax-old-store-'));
  await promisify(execFile)('tar', ['-xzf', oldState, '-C', directory]);
  await putCifar10(t);
  services = await startServices({ directory, env });
});

test.after.always(async () => {
  await services?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The fixture has the dataset's record alone; its tensors must be there before a worker goes on with what it finds. */
async function putCifar10(t: ExecutionContext): Promise<void> {
  const { cifar10 = '' } = await setUp({ parts: ['cifar10'] });
  const stack = await startStack({ directory, env, services: false });
  try {
    const store = await BlobStore.open(new Settings(stack.env));
    const record = await store.get((await store.stat('datasets/cifar10/dataset.json')) as BlobRef);
    const { splits } = JSON.parse(Buffer.from(record).toString());
    for (const name of ['train', 'test']) {
      for (const [tensor, shape] of Object.entries({
        images: [splits[name].count, 32, 32, 3],
        labels: [splits[name].count],
      })) {
        const data = Uint8Array.from(await readFile(join(cifar10, `${name}-${tensor}.u8`)));
        const { key } = await store.putTensors('datasets/cifar10', { [tensor]: { dtype: 'U8', shape, data } });
        t.is(key, splits[name][tensor].key);
      }
    }
  } finally {
    await stack.stop();
  }
}

async function get(name: keyof typeof id): Promise<Job> {
  return (await services.jobs.getJob({ id: id[name] })).job as Job;
}

const encoderOf = ({ trainingResult }: Job) => trainingResult?.encoder?.blob as BlobRef;

test.serial('every job of the old store is listed, and those that ended are as they were', async (t) => {
  const { jobs } = await services.jobs.listJobs({});
  t.deepEqual(jobs.map((job) => job.id).sort(), Object.values(id).sort());
  const { jobs: failed } = await services.jobs.listJobs({ state: 'JOB_STATE_FAILED' });
  t.deepEqual(
    failed.map((job) => job.id),
    [id.failed],
  );
  for (const name of ['run', 'runTrain', 'runTest', 'probe', 'undisturbed'] as const) {
    t.is((await get(name)).status?.state, 'JOB_STATE_SUCCEEDED', name);
  }
  t.is((await get('cancelled')).status?.state, 'JOB_STATE_CANCELLED');
  const { status, trainingSpec } = await get('failed');
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.regex(status?.error?.message ?? '', /^the loss is NaN at step 1, in epoch 1/);
  t.is(trainingSpec?.objective?.ntXent?.temperature, 1e-300);
});

test.serial(
  'specs and results of the old store are whole, and options that it did not have are the defaults',
  async (t) => {
    const { trainingSpec, trainingResult, options } = await get('run');
    t.like(trainingSpec, { images: 128, batch: 32, epochs: 2, seed: 7, dataset: { name: 'cifar10' } });
    t.deepEqual(trainingSpec?.network?.conv?.channels, [4, 8, 8, 8]);
    t.deepEqual(trainingResult?.encoder?.network?.conv?.channels, [4, 8, 8, 8]);
    t.is(trainingResult?.steps, 8);
    t.is(trainingResult?.losses?.length, 2);
    t.like(options, { priority: 'JOB_PRIORITY_NORMAL', maxAttempts: 5 });
    t.is(Number(options?.maxDuration?.seconds), 7 * 24 * 3600);
    const { embeddingSpec, embeddingResult } = await get('runTrain');
    t.like(embeddingSpec, { split: 'train', images: 128 });
    t.is(embeddingResult?.encoder?.blob?.sha256, encoderOf(await get('run')).sha256);
    const { probeResult } = await get('probe');
    t.is(probeResult?.evaluations?.length, 6);
  },
);

test.serial(
  'a training of the old store, which kept no last state, is not continued, and says what to do instead',
  async (t) => {
    const spec = { continueFrom: { training: id.run }, epochs: 4 };
    const error = await t.throwsAsync(services.trainings.startTraining({ spec }), { instanceOf: ParallaxError });
    t.like(error, { reason: 'NO_STATE', status: 'FAILED_PRECONDITION', metadata: { id: id.run } });
    t.regex(error?.message ?? '', new RegExp(`--start-from ${id.run} `));
  },
);

test.serial('an encoder of the old store is read, as a blob and by its URL', async (t) => {
  const blob = encoderOf(await get('run')) as BlobRef & { url: string };
  const { network } = checkStateDict((await services.store.getTensors(blob)) as StateDict);
  t.like(network, { conv: { channels: [4, 8, 8, 8] } });
  const answer = await fetch(blob.url);
  t.is((await answer.arrayBuffer()).byteLength, Number(blob.size));
});

test.serial('what the old store had queued is computed, and what waited for it after it', async (t) => {
  t.timeout(600_000);
  const queued = await ended(services, id.queued);
  t.is(queued.status?.state, 'JOB_STATE_SUCCEEDED', queued.status?.error?.message);
  const waiting = await ended(services, id.waiting);
  t.is(waiting.status?.state, 'JOB_STATE_SUCCEEDED', waiting.status?.error?.message);
});

test.serial('a training that the old version began goes on from its checkpoint as if undisturbed', async (t) => {
  t.timeout(600_000);
  const { status, trainingResult } = await ended(services, id.interrupted);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  t.is(status?.attempt, 2);
  t.is(trainingResult?.steps, 120);
  const steps = trainingResult?.stages.find(({ name }) => name === 'forward-backward');
  t.is(Number(steps?.count), 120 - 50, 'it went on from step 50');
  t.is(trainingResult?.losses?.length, 30);
  const old = await get('undisturbed');
  const isSameClass = status?.deviceClass === old.status?.deviceClass;
  t.log(`went on as ${status?.deviceClass}, begun as ${old.status?.deviceClass}`);
  const [losses, undisturbed] = [trainingResult?.losses ?? [], old.trainingResult?.losses ?? []];
  t.deepEqual(losses.slice(0, 12), undisturbed.slice(0, 12), 'epochs that the checkpoint brought');
  if (isSameClass) t.is(trainingResult?.encoder?.blob?.sha256, encoderOf(old).sha256);
  // Another class rounds otherwise; weights, moments and step that were not the checkpoint's would show at once.
  for (const [epoch, loss] of losses.entries())
    t.true(Math.abs(loss - (undisturbed[epoch] as number)) < 1e-5, `${epoch}`);
});

test.serial('the request id of an old job finds it, and another spec is told from its own', async (t) => {
  const { experiment } = (await get('run')).status ?? {};
  const { trainingSpec: spec } = await get('run');
  const { job, reused } = await services.trainings.startTraining({ requestId: 'old-run', spec, experiment });
  t.true(reused);
  t.is(job?.id, id.run);
  const call = services.trainings.startTraining({ requestId: 'old-run', spec: { ...spec, epochs: 3 } });
  const error = await t.throwsAsync(call, { instanceOf: ParallaxError });
  t.is(error?.reason, 'REQUEST_ID_REUSED');
  t.is(error?.metadata.fields, 'spec.epochs');
});

test.serial('a failed job of the old store is retried, and fails by what is wrong with it', async (t) => {
  t.timeout(600_000);
  await services.jobs.retryJob({ id: id.failed });
  const { status } = await ended(services, id.failed);
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.is(status?.attempt, 2);
  t.regex(status?.error?.message ?? '', /^the loss is NaN at step 1, in epoch 1/);
});

test.serial('a record of a later version is refused in one line, which says how to start afresh', async (t) => {
  const later = newJobId('training', 'later');
  const connection = await connectNats(services.settings);
  try {
    const record = { version: 99, kind: 'training', state: 'queued', somethingNew: true };
    connection.publish(`$KV.parallax_jobs.${later.replace('-', '.')}`, JSON.stringify(record));
    await connection.flush();
    const error = await t.throwsAsync(services.jobs.getJob({ id: later }), { instanceOf: ParallaxError });
    t.is(error?.reason, 'UNSUPPORTED_VERSION');
    t.like(error?.metadata, { kind: 'record', name: later, version: '99' });
    t.regex(error?.message ?? '', /^[^\n]*start afresh[^\n]*$/);
  } finally {
    connection.publish(`$KV.parallax_jobs.${later.replace('-', '.')}`, '');
    await connection.flush();
    await disconnect(connection);
  }
});
