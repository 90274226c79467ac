import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ImportSpecInput, type Job, messageToJson } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { ended, type Services, small, startServices } from '../services/support/services.js';
import { invalid } from '../support/errors.js';
import { picture } from '../support/picture.js';
import { until } from '../support/until.js';
import { putFiles } from './support/imports.js';

let services: Services;

test.before(async (t) => {
  t.timeout(300_000);
  services = await startServices({ cifar10: false });
});

test.after.always(() => services?.stop());

test('a training and its embeddings wait for the import that they name', async (t) => {
  t.timeout(240_000);
  const prefix = 'uploads/awaited';
  for (let seed = 0; seed < 48; seed++)
    await services.store.put(`${prefix}/${seed % 2 ? 'a' : 'b'}/${seed}.png`, await picture(seed, 32));
  const unsized = await services.augmentation.startImport({ spec: { name: 'unsized', s3: { prefix } } });
  const sized = await services.augmentation.startImport({
    spec: { name: 'awaited', s3: { prefix }, size: 32, test: 0.3 },
  });
  const dataset = { import: sized.job?.id as string };
  const spec = { ...small, images: 16, batch: 8, network: { conv: { channels: [4] } }, dataset };
  const training = await services.trainings.startTraining({ spec, requestId: 'waits-for-an-import' });
  const encoder = { training: training.job?.id };
  const embed = async (split: string) =>
    (await services.embeddings.startEmbedding({ spec: { encoder, dataset, split } })).job?.id as string;
  const embeddings = { train: await embed('train'), test: await embed('test') };
  const probe = await services.probes.startProbe({ spec: { embeddings, knn: { k: [3] } } });
  const { status, probeResult } = await ended(services, probe.job?.id as string);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  t.is(probeResult?.evaluations.length, 3);
  const again = await services.trainings.startTraining({ spec, requestId: 'waits-for-an-import' });
  t.true(again.reused, 'the same request is the same job, though the import has ended');
  const held = await t.throwsAsync(services.augmentation.deleteDataset({ name: 'nothing' }), {
    instanceOf: ParallaxError,
  });
  t.is(held?.reason, 'NOT_FOUND');
  await ended(services, unsized.job?.id as string);

  // Once the import has ended, jobs know its dataset by the digest, and need neither its record nor the name.
  const late = await services.trainings.startTraining({ spec });
  const { importResult } = (await services.jobs.getJob({ id: dataset.import })).job ?? {};
  const pinned = { name: 'awaited', digest: importResult?.dataset?.digest as string };
  const specOf = async (id: string | undefined) => (await services.jobs.getJob({ id: id as string })).job;
  t.like((await specOf(training.job?.id))?.trainingSpec, { dataset: pinned });
  t.like((await specOf(embeddings.test))?.embeddingSpec, { dataset: pinned });
  t.like((await specOf(late.job?.id))?.trainingSpec, { dataset: pinned });
  await ended(services, late.job?.id as string);
  await services.jobs.deleteJob({ id: dataset.import });
  await services.augmentation.deleteDataset({ name: 'awaited' });
  const own = await services.embeddings.startEmbedding({ spec: { encoder, split: 'test' } });
  t.like(own.job?.embeddingSpec, { dataset: pinned });
  t.is((await ended(services, own.job?.id as string)).status?.state, 'JOB_STATE_SUCCEEDED');
  const continueFrom = { training: training.job?.id as string, moreEpochs: 1 };
  const more = await services.trainings.startTraining({ spec: { continueFrom } });
  t.like(more.job?.trainingSpec, { dataset: pinned });

  const missing = { ...spec, dataset: { import: 'import-0123456789abcdef' } };
  const refused = await t.throwsAsync(services.trainings.startTraining({ spec: missing }), {
    instanceOf: ParallaxError,
  });
  t.is(refused?.reason, 'NOT_FOUND');
  const both = { ...spec, dataset: { ...dataset, name: 'awaited' } };
  t.like(await t.throwsAsync(services.trainings.startTraining({ spec: both }), { instanceOf: ParallaxError }), {
    metadata: { field: 'spec.dataset.import' },
  });
});

/** An import that waits until it is resumed. */
async function pausedImport(spec: ImportSpecInput): Promise<string> {
  const { job } = await services.augmentation.startImport({ spec: { size: 32, test: 0.3, ...spec } });
  const id = job?.id as string;
  await services.jobs.pauseJob({ id });
  return id;
}

/** Embeds in a worker that has little memory, and returns how its process has ended. */
async function embedWithin(bytes: number, request: object): Promise<number> {
  const main = fileURLToPath(new URL('../../../services/embedding/dist/worker.js', import.meta.url));
  const env = { ...process.env, ...services.stack.env, PARALLAX_WORKER_MEMORY: String(bytes) };
  const worker = spawn(process.execPath, [main, '--spec', '-'], { env, stdio: ['pipe', 'ignore', 'inherit'] });
  worker.stdin.end(JSON.stringify({ kind: 'embedding', ...request }));
  const [code] = await once(worker, 'exit');
  return code;
}

test('what waited for an import is held against it, and against memory, once it has ended', async (t) => {
  t.timeout(240_000);
  const s3 = { prefix: 'uploads/later' };
  for (let seed = 0; seed < 48; seed++)
    await services.store.put(`${s3.prefix}/${seed % 2 ? 'a' : 'b'}/${seed}.png`, await picture(100 + seed, 32));
  const imports = [
    await pausedImport({ name: 'later', s3 }),
    await pausedImport({ name: 'classless-later', s3, labels: 'LABELS_NONE' }),
  ];
  const [dataset, unlabelled] = imports.map((id) => ({ import: id }));
  const spec = { ...small, images: 16, batch: 8, network: { conv: { channels: [4] } }, dataset };
  const training = await services.trainings.startTraining({ spec });
  const encoder = { training: training.job?.id };
  const probe = async (of: typeof dataset, k: number) => {
    const embed = async (split: string) =>
      (await services.embeddings.startEmbedding({ spec: { encoder, dataset: of, split } })).job?.id as string;
    const embeddings = { train: await embed('train'), test: await embed('test') };
    return (await services.probes.startProbe({ spec: { embeddings, knn: { k: [3, k] } } })).job?.id as string;
  };
  const probes = [await probe(dataset, 1000), await probe(unlabelled, 5)];
  const experiment = 'little-memory';
  const embedded = embedWithin(600 * 2 ** 20, { spec: { encoder, dataset, split: 'train' }, experiment });
  await until('its worker waits', async () => (await services.jobs.listJobs({ experiment })).jobs.length > 0, 60);
  for (const id of imports) await services.jobs.resumeJob({ id });

  const said = (job: Job | undefined) => messageToJson('parallax.v1.Job', job ?? {});
  const [greedy, classless] = await Promise.all(probes.map((id) => ended(services, id)));
  const failed = (details: object) => ({ status: { attempt: 1, error: { details: [details] } } });
  t.like(said(greedy), failed(invalid('spec.knn.k[1]', 1000)));
  t.like(said(classless), failed({ reason: 'NO_LABELS' }));
  t.is(await embedded, 70);
  const [little] = (await services.jobs.listJobs({ experiment })).jobs;
  t.like(said(little), failed({ reason: 'INVALID_FIELD', metadata: { field: 'spec.images' } }));
});

test('what names an import that has failed or was cancelled is refused with why, and nothing is started', async (t) => {
  t.timeout(240_000);
  await putFiles(services, 'uploads/classless', {
    'a/1.png': await picture(1),
    '2.png': await picture(2),
    '3.png': await picture(3),
  });
  const s3 = { prefix: 'uploads/classless' };
  const spec = { ...small, images: 2, batch: 2, network: { conv: { channels: [4] } } };
  const experiment = 'failed-imports';
  for (const size of [undefined, 32]) {
    const { job } = await services.augmentation.startImport({ spec: { name: 'classless', s3, ...(size && { size }) } });
    const id = job?.id as string;
    const request = { spec: { ...spec, dataset: { import: id } }, requestId: `needs-${id}`, experiment };
    const early = size === undefined ? undefined : await services.trainings.startTraining(request);
    t.is((await ended(services, id)).status?.state, 'JOB_STATE_FAILED');
    const fresh = { ...request, requestId: `later-${id}` };
    const refused = await t.throwsAsync(services.trainings.startTraining(fresh), { instanceOf: ParallaxError });
    t.like(refused, {
      reason: 'DEPENDENCY_FAILED',
      metadata: { dependency: id, state: 'failed', field: 'spec.dataset.import' },
    });
    t.regex(refused?.message ?? '', /is "import-\w+", which has failed: .*2 of 3 pictures without a class/);
    if (early) {
      const again = await services.trainings.startTraining(request);
      t.deepEqual([again.reused, again.job?.id], [true, early.job?.id]);
    }
  }
  t.is((await services.jobs.listJobs({ kind: 'training', experiment })).jobs.length, 1);
});
