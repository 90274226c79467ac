import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import type { JobRecord } from '@parallax/jobs';
import test from 'ava';
import { Bench, exitCode } from './support/bench.js';

let bench: Bench;

test.beforeEach(async () => {
  bench = await Bench.open();
});

test.afterEach.always(() => bench?.close());

const counted = (at: number) => (job: JobRecord) => Number(job.checkpoint?.count ?? 0) >= at;

test.serial('a paused job frees its worker, keeps its checkpoint, and goes on from there', async (t) => {
  const notes = join(bench.stack.directory, 'paused');
  const { id } = await bench.count({ to: 20, pause: 100, notes });
  bench.startWorker();
  await bench.until(id, counted(3));
  await bench.jobs.pause(id);
  const paused = await bench.until(id, ({ state }) => state === 'paused');
  t.true(Number(paused.checkpoint?.count) >= 3);
  t.is(paused.lostAttempts, 0);
  // Its worker is free for another.
  t.is((await bench.until((await bench.count({ to: 1 })).id)).state, 'succeeded');
  t.is((await bench.jobs.get(id)).state, 'paused');
  // The end of a job is there before its worker has taken it off the queue.
  await bench.eventually('none counts any more', async () => (await bench.lag('training')).join() === '0,0');
  await bench.jobs.resume(id);
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 2);
  t.true(Date.parse(job.deadline ?? '') > Date.parse(paused.deadline ?? ''));
  const numbers = readFileSync(notes, 'utf8').trim().split('\n');
  t.is(new Set(numbers.map((line) => line.split(':')[1])).size, numbers.length, 'nothing was counted twice');
});

test.serial(
  'a job that waits or is queued can be paused, cancelled while it is, and stays paused otherwise',
  async (t) => {
    const first = await bench.count({ to: 1 });
    const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
    for (const { id } of [first, second]) t.is((await bench.jobs.pause(id)).state, 'paused');
    bench.runDependencies();
    bench.startWorker();
    t.is((await bench.until((await bench.count({ to: 1 })).id)).state, 'succeeded');
    for (const { id } of [first, second]) t.is((await bench.jobs.get(id)).state, 'paused');
    t.is((await bench.jobs.resume(first.id)).state, 'queued');
    await bench.until(first.id);
    t.is((await bench.jobs.cancel(second.id)).state, 'cancelled');
    t.is((await bench.jobs.pause(second.id)).state, 'cancelled');
    t.is((await bench.jobs.resume(second.id)).state, 'cancelled');
  },
);

test.serial('a worker with one job of its own ends when that is paused, as if it had been interrupted', async (t) => {
  const worker = bench.startPinned('own', { to: 1000, pause: 100 });
  const job = await bench.eventually('it runs', async () => {
    const { jobs } = await bench.jobs.list({ state: 'running' });
    return jobs[0];
  });
  await bench.until(job.id, counted(2));
  await bench.jobs.pause(job.id);
  t.is(await exitCode(worker), 75);
});

test.serial('of queued jobs, those of a higher priority are taken first', async (t) => {
  const order: string[] = [];
  for (const priority of ['LOW', 'NORMAL', 'HIGH', 'LOW', 'NORMAL', 'HIGH'] as const) {
    const options = { priority: `JOB_PRIORITY_${priority}` } as const;
    await bench.count({ to: 1 }, { experiment: 'order', options });
  }
  bench.startWorker();
  const all = await bench.eventually('all have ended', async () => {
    const { jobs } = await bench.jobs.list({ experiment: 'order', state: 'succeeded' });
    return jobs.length === 6 && jobs;
  });
  for (const { options } of all.sort((a, b) => ((a.startTime ?? '') < (b.startTime ?? '') ? -1 : 1))) {
    order.push(options.priority);
  }
  t.deepEqual(order, ['high', 'high', 'normal', 'normal', 'low', 'low']);
});

test.serial(
  'a job that was given up can be retried: it goes on from its checkpoint, after what it depends on',
  async (t) => {
    const notes = join(bench.stack.directory, 'retried');
    const first = await bench.count({ to: 6, die: { at: 4, attempts: 2 }, notes }, { options: { maxAttempts: 2 } });
    const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
    bench.runDependencies();
    bench.startWorker();
    t.is((await bench.until(first.id)).error?.reason, 'WORKER_LOST');
    t.is((await bench.until(second.id)).error?.reason, 'DEPENDENCY_FAILED');
    t.deepEqual(
      (await bench.jobs.list({ state: 'failed' })).jobs.map(({ id }) => id).sort(),
      [first.id, second.id].sort(),
    );
    await bench.jobs.retry(second.id);
    t.is((await bench.until(second.id)).state, 'succeeded');
    const job = await bench.jobs.get(first.id);
    t.like(job, { state: 'succeeded', attempt: 3, error: undefined });
    t.deepEqual(readFileSync(notes, 'utf8').trim().split('\n'), ['1:1', '1:2', '1:3', '3:4', '3:5', '3:6']);
  },
);

test.serial('a job that has succeeded can not be retried, and one that has not ended is left alone', async (t) => {
  const { id } = await bench.count({ to: 1 });
  t.is((await bench.jobs.retry(id)).state, 'queued');
  bench.startWorker();
  await bench.until(id);
  const error = await t.throwsAsync(bench.jobs.retry(id), { instanceOf: ParallaxError });
  t.is(error?.reason, 'JOB_NOT_FAILED');
});

test.serial('jobs that depend on each other can’t be started, and those that are there can’t be retried', async (t) => {
  const first = await bench.count({ to: 1 }, { requestId: 'first' });
  await bench.jobs.cancel(first.id);
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  t.is(second.state, 'cancelled');
  await bench.jobs.delete(first.id);
  const again = bench.count({ to: 1 }, { requestId: 'first', dependsOn: [second.id] });
  const error = await t.throwsAsync(again, { instanceOf: ParallaxError });
  t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'request_id', value: 'first' } });
  // As an earlier version took it on.
  await bench.count({ to: 1 }, { requestId: 'first' });
  const { id, revision, updateTime, ...record } = await bench.jobs.cancel(first.id);
  const key = `$KV.parallax_jobs.${id.replace('-', '.')}`;
  await bench.connection.request(key, JSON.stringify({ version: 8, ...record, dependsOn: [second.id] }));
  for (const retried of [first.id, second.id]) {
    const done = bench.jobs.retry(retried).then(String, ParallaxError.from);
    const dependency = retried === first.id ? second.id : first.id;
    const metadata = { id: dependency, dependency: retried };
    t.like(await Promise.race([done, delay(10_000)]), { reason: 'DEPENDENCY_FAILED', metadata });
  }
});

test.serial('options out of bounds are refused by their names in the contract', async (t) => {
  const refused = async (options: object, field: string) => {
    const error = await t.throwsAsync(bench.count({ to: 1 }, { options }), { instanceOf: ParallaxError });
    t.is(error?.metadata.field, field);
  };
  await refused({ priority: 'toString' }, 'options.priority');
  await refused({ maxAttempts: 0 }, 'options.max_attempts');
  await refused({ maxAttempts: 101 }, 'options.max_attempts');
  await refused({ maxDuration: { seconds: 59 } }, 'options.max_duration');
  await refused({ maxDuration: { seconds: 1e12 } }, 'options.max_duration');
});
