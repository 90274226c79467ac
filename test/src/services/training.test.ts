import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Job } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { invalid, missing } from '../support/errors.js';
import { ended, type Services, servers, small, startServices } from './support/services.js';

let services: Services;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices({ services: [...servers, 'training-worker'] });
});

test.after.always(() => services?.stop());

/** Starts a training that nobody waits for; it is cancelled in the end. */
async function start(request: Parameters<Services['trainings']['startTraining']>[0]): Promise<Job> {
  const { job } = await services.trainings.startTraining(request);
  return job as Job;
}

const cancel = async ({ id }: Job) => (await services.jobs.cancelJob({ id })).job as Job;

test('a preset fills in what a request leaves out, and a request overrides any part of it', async (t) => {
  const simclr = await start({ spec: {} });
  await cancel(simclr);
  t.like(simclr.trainingSpec, { preset: 'simclr', dataset: { name: 'cifar10' }, dropLast: true, seed: 0 });
  t.like(simclr.trainingSpec?.network?.conv, { channels: [64, 128, 256, 512] });
  t.like(simclr.trainingSpec?.objective, { ntXent: { temperature: 0.2 } });
  t.is(simclr.trainingSpec?.recipe?.name, 'simclr-cifar');
  t.is(simclr.status?.state, 'JOB_STATE_QUEUED');

  const notebook = await start({ spec: { preset: 'notebook' } });
  await cancel(notebook);
  t.like(notebook.trainingSpec, { preset: 'notebook', batch: 128, dropLast: false, epochs: 1000 });
  t.like(notebook.trainingSpec?.optimiser, { adam: { learningRate: 5e-4 } });
  t.is(notebook.trainingSpec?.recipe?.name, 'notebook');

  const spec = {
    preset: 'notebook',
    ...small,
    recipe: { name: 'simclr-cifar' },
    objective: { selfSimilarity: { temperature: 0.25 } },
    optimiser: { adam: { learningRate: 0.01, beta2: 0 } },
    schedule: { cosine: { restarts: 0 }, warmup: 0.5 },
    seed: 0xffffffff,
    dropLast: true,
  } as const;
  const own = await start({ spec });
  await cancel(own);
  t.like(own.trainingSpec, { images: 128, batch: 32, epochs: 1, seed: 0xffffffff, dropLast: true });
  t.like(own.trainingSpec?.network, { conv: { channels: [8, 16] }, initialisation: 'INITIALISATION_PYTORCH' });
  t.like(own.trainingSpec?.objective, { selfSimilarity: { temperature: 0.25 } });
  t.like(own.trainingSpec?.optimiser, { adam: { learningRate: 0.01, beta1: 0.9, beta2: 0 } });
  t.like(own.trainingSpec?.schedule, { cosine: { restarts: 0 }, warmup: 0.5 });
  t.is(own.trainingSpec?.recipe?.name, 'simclr-cifar');
});

test('views by several recipes, smaller ones among them, are trained on, and classes where the objective asks for them', async (t) => {
  t.timeout(600_000);
  const conv = { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_AVERAGE' as const };
  const views = { more: [{ recipe: { name: 'dino-2' } }], local: [{ recipe: { name: 'dino-local' }, views: 2 }] };
  const own = { ...small, network: { conv }, epochs: 2 };
  const dino = await start({ spec: { ...own, objective: { dino: {} }, recipe: { name: 'dino' }, views } });
  t.like(dino.trainingSpec?.views, { count: 1 });
  const supcon = await start({ spec: { ...own, objective: { supcon: {} }, views: { count: 3 } } });
  for (const [{ id = '' }, perImage] of [
    [dino, 4],
    [supcon, 3],
  ] as const) {
    const { status, trainingResult } = await ended(services, id);
    t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
    t.like(trainingResult, { steps: 8, views: 2 * 128 * perImage });
    t.true(trainingResult?.losses.every((loss) => loss > 0));
  }
});

test('a server has loaded no native code but what reads pictures: TensorFlow is the workers’ alone', async (t) => {
  await cancel(await start({ spec: { ...small, objective: { barlowTwins: {} } } }));
  const loaded = services.stack.processes.flatMap(({ name, pid }) => {
    if (!/^(augmentation|training|embedding|probe)-server$/.test(name)) return [];
    const maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
    // What does not come with the system or with Node.
    const native = [...maps.matchAll(/ (\/(?!usr\/|lib).*\.(?:node|so)\b.*)$/gm)].map(([, path = '']) =>
      basename(path),
    );
    return [[name, [...new Set(native.map((file) => file.replace(/[-.].*$/, '')))].sort()]];
  });
  t.deepEqual(Object.fromEntries(loaded), {
    'augmentation-server': ['libvips', 'sharp'],
    'training-server': [],
    // The first picture loads what reads it.
    'embedding-server': [],
    'probe-server': [],
  });
});

test('a training is watched to its end, with rate and time left on the way, and its encoder lies in the store', async (t) => {
  t.timeout(600_000);
  const { id } = await start({ spec: { ...small, epochs: 40 } });
  const seen: Job[] = [];
  for await (const { job } of services.jobs.watchJob({ id })) seen.push(job as Job);
  const revisions = seen.map(({ status }) => Number(status?.revision));
  t.deepEqual(
    revisions,
    [...new Set(revisions)].sort((a, b) => a - b),
  );
  const underWay = seen.flatMap(({ status }) => status?.progress ?? []);
  t.true(underWay.length > 1);
  for (const { stage, unit, done, total, rate, remaining, epoch, loss } of underWay) {
    t.deepEqual([stage, unit, total], ['training', 'views', 40 * 4 * 64]);
    t.true([done, rate, epoch, loss].every((value) => value !== undefined && value > 0));
    t.truthy(remaining);
  }
  const last = seen.at(-1) as Job;
  t.is(last.status?.state, 'JOB_STATE_SUCCEEDED', last.status?.error?.message);
  const { deviceClass = '', precision } = last.status ?? {};
  t.regex(deviceClass, /^tensorflow .* threads(, bfloat16)?$/);
  t.is(precision, deviceClass.endsWith('bfloat16') ? 'PRECISION_BFLOAT16' : 'PRECISION_FLOAT32');
  t.is(last.trainingSpec?.precision, 'PRECISION_AUTO');
  t.is(last.trainingResult?.encoder?.precision, precision);
  t.like(last.trainingResult, { steps: 160, views: 160 * 64 });
  t.is(last.trainingResult?.losses.length, 40);
  t.true((last.trainingResult?.losses.at(-1) as number) < (last.trainingResult?.losses.at(0) as number));
  t.true(['augment', 'get', 'stall'].every((stage) => last.trainingResult?.stages.some(({ name }) => name === stage)));
  const { blob, ...encoder } = last.trainingResult?.encoder ?? {};
  t.like(encoder, { parameters: 1392, features: 1024, projections: 16 });
  const conv = { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' };
  t.like(encoder, { size: 32, fit: 'crop', network: { conv }, assumed: false });
  t.regex(last.trainingResult?.encoder?.tensorsSha256 ?? '', /^[0-9a-f]{64}$/);
  const downloaded = await fetch(blob?.url as string);
  t.is((await downloaded.arrayBuffer()).byteLength, Number(blob?.size));

  const late = [];
  for await (const { job } of services.jobs.watchJob({ id, afterRevision: last.status?.revision })) late.push(job);
  t.deepEqual(late, []);
});

test('the same request id is the same training, and a second training with it is refused', async (t) => {
  const request = { spec: { ...small, epochs: 500 }, requestId: 'once' };
  const first = await start(request);
  t.is((await start(request)).id, first.id);
  const error = await t.throwsAsync(start({ ...request, spec: small }), { instanceOf: ParallaxError });
  const facts = { request_id: 'once', id: first.id };
  t.like(error, { reason: 'REQUEST_ID_REUSED', status: 'ALREADY_EXISTS', metadata: facts });
  await cancel(first);
});

test('a training that is cancelled under way ends soon, and stays cancelled', async (t) => {
  t.timeout(600_000);
  const job = await start({ spec: { ...small, epochs: 100_000 } });
  let last: Job | undefined;
  let asked = false;
  for await (const { job: latest } of services.jobs.watchJob({ id: job.id })) {
    last = latest;
    if (latest?.status?.progress && !asked) await cancel(job);
    asked ||= Boolean(latest?.status?.progress);
  }
  t.is(last?.status?.state, 'JOB_STATE_CANCELLED');
  t.is((await cancel(job)).status?.state, 'JOB_STATE_CANCELLED');
});

test('a training is deleted once it has ended; its encoder stays until it is collected', async (t) => {
  t.timeout(600_000);
  const { jobs, store } = services;
  const job = await start({ spec: { ...small, seed: 11 } });
  const same = await start({ spec: { ...small, seed: 11 } });
  const error = await t.throwsAsync(jobs.deleteJob({ id: same.id }), { instanceOf: ParallaxError });
  t.like(error, {
    reason: 'JOB_NOT_ENDED',
    status: 'FAILED_PRECONDITION',
    metadata: { id: same.id, blocking: same.id },
  });
  t.regex(error?.message ?? '', /: cancel it first$/);

  const key = (await ended(services, job.id as string)).trainingResult?.encoder?.blob?.key as string;
  t.is((await ended(services, same.id as string)).trainingResult?.encoder?.blob?.key, key);
  await jobs.deleteJob({ id: job.id });
  t.like(await t.throwsAsync(jobs.getJob({ id: job.id })), missing('training', job.id as string));
  t.truthy(await store.stat(key));
  await jobs.deleteJob({ id: same.id });
  t.like(await t.throwsAsync(jobs.getJob({ id: same.id })), missing('training', same.id as string));
  // It is too young: something may be about to refer to it.
  const { blobs } = await jobs.pruneBlobs({});
  t.false(blobs.some((blob) => blob.key === key));
  t.truthy(await store.stat(key));
});

test('trainings are listed by pages, the newest first, and by experiment', async (t) => {
  const experiment = 'pages';
  const ids: string[] = [];
  for (let seed = 0; seed < 5; seed++) {
    const job = await start({ spec: { ...small, epochs: 500, seed }, experiment });
    ids.unshift(job.id as string);
    await cancel(job);
  }
  const pages: string[][] = [];
  let pageToken = '';
  while (pages.length < 3) {
    const page = await services.jobs.listJobs({ kind: 'training', experiment, pageSize: 2, pageToken });
    pages.push(page.jobs.map(({ id }) => id as string));
    pageToken = page.nextPageToken as string;
  }
  t.deepEqual(pages, [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  t.is(pageToken, '');
  const { jobs } = services;
  t.like(await t.throwsAsync(jobs.listJobs({ pageToken: 'x' })), invalid('page_token', 'x'));
  t.like(await t.throwsAsync(jobs.listJobs({ pageSize: -1 })), invalid('page_size', -1));
});

test('what isn’t there is not found', async (t) => {
  const { jobs } = services;
  const calls = [
    jobs.getJob,
    jobs.cancelJob,
    jobs.pauseJob,
    jobs.resumeJob,
    jobs.retryJob,
    jobs.deleteJob,
    ({ id }: { id: string }) => ended(services, id),
  ];
  for (const id of ['training-0123456789abcdef', 'embedding-0123456789abcdef', 'training-*', 'training-../..', '']) {
    for (const call of calls) {
      const error = await t.throwsAsync<ParallaxError>(call({ id }), { instanceOf: ParallaxError });
      t.deepEqual([error?.status, error?.metadata.name], ['NOT_FOUND', id]);
    }
  }
});

test('a training whose loss ends no lower than it began says so, and another doesn’t', async (t) => {
  t.timeout(300_000);
  const spec = { ...small, batch: 64, epochs: 6, network: { conv: { channels: [8, 16, 16, 16] } }, seed: 3 };
  const good = await start({ spec });
  const collapsed = await start({ spec: { ...spec, optimiser: { adamw: { learningRate: 10 } } } });
  // With another temperature the loss begins far above where it ends.
  const extreme = {
    images: 512,
    batch: 64,
    epochs: 2,
    objective: { ntXent: { temperature: 0.001 } },
    optimiser: { adamw: { learningRate: 10 } },
  };
  const cold = await start({ spec: { ...extreme, diagnostics: { everyEpochs: 0 } } });
  const warningOf = async ({ id }: Job) => (await ended(services, id as string)).trainingResult?.warning ?? '';
  t.regex(await warningOf(collapsed), /^the loss ended at 4\.8\d+, no lower than the 4\.\d+ with which it began/);
  t.regex(await warningOf(cold), /^the loss ended at 4\.8442, which is that of projections that are all alike/);
  const { trainingResult: result } = await ended(services, good.id as string);
  t.is(result?.warning, '');
});
