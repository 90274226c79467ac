import { setTimeout as delay } from 'node:timers/promises';
import type { Attributes } from '@opentelemetry/api';
import { openJobServer } from '@parallax/jobs';
import { recordTelemetry } from '@parallax/telemetry';
import test from 'ava';
import { until } from '../support/until.js';
import { Bench } from './support/bench.js';

let bench: Bench;

const telemetry = recordTelemetry('test');

test.before(async () => {
  bench = await Bench.open();
});

test.after.always(async () => {
  await bench?.close();
  await telemetry.stop();
});

/** The points of a metric, `[value, attributes]`. */
async function points(name: string): Promise<[unknown, Attributes][]> {
  const found = (await telemetry.metrics()).get(name) ?? [];
  return found.map(({ value, attributes }) => [value, attributes]);
}

/** What of a metric has these attributes, or else is missing. */
async function measured(name: string, attributes: Attributes): Promise<unknown> {
  const all = await points(name);
  return all.find(([, own]) => Object.entries(attributes).every(([key, value]) => own[key] === value))?.[0];
}

const kind = { 'parallax.job.kind': 'training' };

test.serial('attempts, errors and ends stand at 0 before there was a job, and the queue is seen to fill', async (t) => {
  const { id } = await bench.count({ to: 2 });
  await bench.count({ to: 2 });
  const serving = new AbortController();
  const server = await openJobServer({ settings: bench.settings, signal: serving.signal });
  await until('two jobs are seen in the queue', async () => (await measured('parallax.queue.depth', kind)) === 2, 60);
  t.true(((await measured('parallax.queue.age', kind)) as number) > 0);
  t.is(await measured('parallax.queue.taken', kind), 0);
  t.is(await measured('parallax.queue.depth', { 'parallax.job.kind': 'probe' }), 0);
  serving.abort();
  await server.close();
  t.is(await measured('parallax.job.ended', { ...kind, 'parallax.job.state': 'succeeded' }), 0);
  const stop = bench.startWorkerHere();
  for (const outcome of ['succeeded', 'failed', 'lost', 'postponed', 'cancelled', 'stopped', 'taken']) {
    t.is(await measured('parallax.job.attempts', { ...kind, 'parallax.attempt.outcome': outcome }), 0, outcome);
  }
  t.is(await measured('parallax.job.errors', { ...kind, 'error.type': 'WORKER_LOST' }), 0);
  await bench.until(id);
  await stop();
});

test.serial('attempts are counted by outcome, errors by reason, ends by state, and times with them', async (t) => {
  const before = (await measured('parallax.job.ended', { ...kind, 'parallax.job.state': 'succeeded' })) as number;
  const fail = { at: 2, reason: 'UNAVAILABLE', attempts: 1 } as const;
  const good = await bench.count({ to: 3, fail });
  const bad = await bench.count({ to: 3, fail: { at: 1, reason: 'LOSS_NOT_FINITE', attempts: 9 } });
  const stop = bench.startWorkerHere();
  await bench.until(good.id);
  await bench.until(bad.id);
  await stop();
  const outcome = (name: string) => measured('parallax.job.attempts', { ...kind, 'parallax.attempt.outcome': name });
  t.is(await outcome('postponed'), 1);
  t.is(await outcome('failed'), 1);
  for (const reason of ['UNAVAILABLE', 'LOSS_NOT_FINITE']) {
    t.is(await measured('parallax.job.errors', { ...kind, 'error.type': reason }), 1, reason);
  }
  t.is(await measured('parallax.job.redeliveries', kind), 1);
  t.is(await measured('parallax.job.ended', { ...kind, 'parallax.job.state': 'failed' }), 1);
  t.true(((await measured('parallax.job.ended', { ...kind, 'parallax.job.state': 'succeeded' })) as number) > before);
  t.like(await measured('parallax.job.duration', { ...kind, 'parallax.job.state': 'failed' }), { count: 1 });
  t.true(((await measured('parallax.job.wait', kind)) as { count: number }).count >= 2);
});

test.serial('an attempt that went with its worker is counted by the worker that finds out', async (t) => {
  const { id } = await bench.count({ to: 20, pause: 50 });
  const worker = bench.startWorker();
  // One that has not begun to compute is not lost.
  await bench.until(id, ({ checkpoint }) => checkpoint !== undefined);
  worker.kill('SIGKILL');
  const stop = bench.startWorkerHere();
  t.is((await bench.until(id)).state, 'succeeded');
  await stop();
  t.is(await measured('parallax.job.attempts', { ...kind, 'parallax.attempt.outcome': 'lost' }), 1);
  t.is(await measured('parallax.job.errors', { ...kind, 'error.type': 'WORKER_LOST' }), 1);
});

test.serial('a record that can’t be read shows while it keeps blobs from being collected', async (t) => {
  const { id } = await bench.count({ to: 1 });
  await bench.connection.request(`$KV.parallax_jobs.${id.replace('-', '.')}`, 'no JSON');
  await bench.blobs.put('uploads/1', Uint8Array.of(1));
  await delay(1500);
  const shown = { 'parallax.job.id': id };
  await bench.jobs.prune();
  t.is(await measured('parallax.jobs.unreadable', shown), 1);
  await bench.connection.request('$JS.API.STREAM.PURGE.KV_parallax_jobs');
  await bench.jobs.prune();
  t.is(await measured('parallax.jobs.unreadable', shown), undefined);
});

test.serial('a computation measures in its worker’s name: counters stay, a job’s gauges bear its id', async (t) => {
  const steps = Number(await measured('parallax.training.steps', {}));
  const { id, experiment } = await bench.count({ to: 5 });
  const stop = bench.startWorkerHere();
  await bench.until(id);
  await stop();
  const own = { 'parallax.job.id': id, 'parallax.experiment': experiment };
  t.is(await measured('parallax.training.steps', {}), steps + 5);
  t.is(await measured('parallax.training.loss', own), 5);
  t.is(await measured('parallax.job.progress', { ...own, ...kind }), 1);
  t.is(await measured('parallax.jobs.running', kind), 0);
  t.true(Number(await measured('process.cpu.time', { 'parallax.process': 'computation', 'cpu.mode': 'user' })) > 0);
  t.is(await measured('process.memory.usage', { 'parallax.process': 'computation' }), undefined);
});
