import { catalogue, prometheusName } from '@parallax/telemetry';
import test from 'ava';
import { ended, type Services, small, startServices } from '../services/support/services.js';
import { until } from '../support/until.js';
import { metricsUrl, type Series, scrape, valuesOf } from './support/scrape.js';

let services: Services;

const { training, jobs, stages, evaluation, views, runtime, rpc } = catalogue;
const kind = { parallax_job_kind: 'training' };

/** Of so many images a step that steps differ in their top-1. */
const spec = { ...small, epochs: 6, diagnostics: { images: 64, bank: 128, budget: 1 } };

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices({ env: { ...process.env, PARALLAX_METRICS_LISTEN: '127.0.0.1:0' } });
});

test.after.always(async () => {
  await services?.stop();
});

const of = async (name: string) => scrape(await metricsUrl(services.stack, name));

test.serial('before there is a job, what can be counted is 0, and what is unknown is not there', async (t) => {
  const worker = await of('training-worker');
  for (const metric of [training.views, training.images, training.steps, jobs.redeliveries]) {
    t.deepEqual(valuesOf(worker, prometheusName(metric)), [0], metric.name);
  }
  for (const stage of ['augment', 'get', 'decode', 'upload', 'forward-backward', 'optimiser', 'stall', 'checkpoint']) {
    t.deepEqual(valuesOf(worker, prometheusName(stages.time), { ...kind, parallax_stage: stage }), [0], stage);
  }
  t.deepEqual(valuesOf(worker, prometheusName(jobs.attempts), { parallax_attempt_outcome: 'succeeded' }), [0]);
  t.deepEqual(valuesOf(worker, prometheusName(jobs.errors), { error_type: 'LOSS_NOT_FINITE' }), [0]);
  t.deepEqual(valuesOf(worker, prometheusName(jobs.running), kind), [0]);
  t.deepEqual(valuesOf(worker, prometheusName(training.loss)), []);
  t.deepEqual(valuesOf(await of('embedding-worker'), prometheusName(evaluation.embedded)), [0]);
});

/** A training's own gauges, as they stand at its end. */
const gauges = Object.values(training).filter(({ type }) => type === 'gauge');

test.serial('a training measures itself, epoch by epoch, in its worker’s name', async (t) => {
  const { job } = await services.trainings.startTraining({ spec, experiment: 'measured' });
  const { id, trainingResult: result, status } = await ended(services, job?.id as string);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED');
  const worker = await of('training-worker');
  for (const metric of gauges) {
    const own = { parallax_job_id: id as string, parallax_experiment: 'measured' };
    const [value] = valuesOf(worker, prometheusName(metric), own);
    t.true(Number.isFinite(value), metric.name);
    if (metric.unit === '1') t.true((value as number) >= 0 && (value as number) <= 1, `${metric.name}: ${value}`);
  }
  const value = (metric: catalogue.Metric) => valuesOf(worker, prometheusName(metric))[0];
  t.is(value(training.steps), 24);
  t.is(value(training.images), 6 * 128);
  t.is(value(training.views), 2 * 6 * 128);
  t.is(value(training.step), 24);
  t.is(value(training.epoch), 6);
  t.is(value(jobs.progress), 1);
  t.deepEqual(valuesOf(worker, prometheusName(jobs.attempts), { parallax_attempt_outcome: 'succeeded' }), [1]);
  t.deepEqual(valuesOf(worker, prometheusName(jobs.ended), { ...kind, parallax_job_state: 'succeeded' }), [1]);
  t.deepEqual(valuesOf(worker, `${prometheusName(jobs.duration)}_count`), [1]);
  t.deepEqual(valuesOf(worker, `${prometheusName(jobs.wait)}_count`), [1]);
  stagesAdd(t, worker, result?.stages ?? []);
});

function stagesAdd(
  t: import('ava').ExecutionContext,
  worker: Series[],
  told: readonly { name?: string; seconds?: number }[],
) {
  const names = told.map(({ name }) => name as string);
  for (const name of ['augment', 'get', 'decode', 'upload', 'forward-backward', 'optimiser', 'stall', 'diagnostics']) {
    t.true(names.includes(name), name);
  }
  for (const { name, seconds } of told) {
    const [measured] = valuesOf(worker, prometheusName(stages.time), { parallax_stage: name as string });
    t.true(Math.abs((measured as number) - (seconds as number)) < 1e-6, `${name}: ${measured}, ${seconds}`);
  }
  for (const name of ['get', 'upload']) {
    t.true((valuesOf(worker, prometheusName(stages.io), { parallax_stage: name })[0] as number) > 0, name);
  }
}

test.serial('the service that made its views, and the one that took its call, measured that', async (t) => {
  const augmentation = await of('augmentation-server');
  t.true((valuesOf(augmentation, prometheusName(views.rendered))[0] as number) >= 2 * 6 * 128);
  t.true((valuesOf(augmentation, prometheusName(views.stored))[0] as number) > 0);
  t.is(valuesOf(augmentation, prometheusName(views.budget)).length, 1);
  const server = await of('training-server');
  const calls = { rpc_method: 'parallax.v1.TrainingService/StartTraining', rpc_response_status_code: 'OK' };
  t.deepEqual(valuesOf(server, `${prometheusName(rpc.server)}_count`, calls), [1]);
  t.deepEqual(valuesOf(server, prometheusName(jobs.depth), kind), [0]);
  t.true((valuesOf(server, prometheusName(runtime.storage))[0] as number) > 0);
  for (const name of ['augmentation-server', 'training-server', 'training-worker']) {
    t.true((valuesOf(await of(name), prometheusName(runtime.memory), { parallax_process: 'main' })[0] as number) > 1e7);
  }
});

test.serial('while a training runs, its tensors and its memory are seen, and afterwards no more', async (t) => {
  const { job } = await services.trainings.startTraining({ spec: { ...spec, epochs: 400 } });
  const id = job?.id as string;
  const seen = async (holds: (series: Series[]) => boolean) => {
    const series = await of('training-worker');
    return holds(series) && series;
  };
  const computes = (series: Series[]) => valuesOf(series, prometheusName(runtime.tensors), kind).length > 0;
  let series = await until('the tensors of the training are seen', () => seen(computes), 120);
  t.true((valuesOf(series, prometheusName(runtime.tensorBytes), kind)[0] as number) > 0);
  t.is(valuesOf(series, prometheusName(runtime.memory), { parallax_process: 'computation' }).length, 1);
  t.deepEqual(valuesOf(series, prometheusName(jobs.running), kind), [1]);
  await services.jobs.cancelJob({ id });
  await ended(services, id);
  const isIdle = (series: Series[]) => valuesOf(series, prometheusName(jobs.running), kind)[0] === 0;
  series = await until('the worker runs none', () => seen(isIdle), 120);
  t.deepEqual(valuesOf(series, prometheusName(runtime.tensors), kind), []);
  t.deepEqual(valuesOf(series, prometheusName(runtime.memory), { parallax_process: 'computation' }), []);
});

test.serial('an embedding counts its images, and a probe says what each representation gave', async (t) => {
  const { trainings, embeddings, probes } = services;
  const { job } = await trainings.startTraining({ spec: small });
  const encoder = { training: job?.id as string };
  const embed = async (split: string) => {
    const { job } = await embeddings.startEmbedding({ spec: { encoder, split, images: 128 } });
    return job?.id as string;
  };
  const { job: probe } = await probes.startProbe({
    spec: { embeddings: { train: await embed('train'), test: await embed('test') }, knn: { k: [10] } },
  });
  const { id, status } = await ended(services, probe?.id as string);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  t.deepEqual(valuesOf(await of('embedding-worker'), prometheusName(evaluation.embedded)), [256]);
  const worker = await of('probe-worker');
  for (const parallax_representation of ['raw_pixels', 'random_encoder', 'trained_encoder']) {
    const labels = { parallax_job_id: id as string, parallax_probe: 'knn', parallax_representation };
    t.is(valuesOf(worker, prometheusName(evaluation.accuracy), labels).length, 1, parallax_representation);
  }
});
