import { setTimeout as delay } from 'node:timers/promises';
import type { JobRecord } from '@parallax/jobs';
import test from 'ava';
import { Bench, stop } from './support/bench.js';

let bench: Bench;

test.beforeEach(async () => {
  bench = await Bench.open();
});

test.afterEach.always(() => bench?.close());

test.serial('a job whose place in the queue got lost is queued again', async (t) => {
  const { id } = await bench.count({ to: 1 });
  await bench.purge('PARALLAX_JOBS');
  bench.startWorker();
  bench.runDependencies();
  t.is((await bench.until(id)).state, 'succeeded');
});

test.serial(
  'a job that a later version keeps is left alone, and those behind it are healed all the same',
  async (t) => {
    const later = await bench.count({ to: 1 });
    const { id } = await bench.count({ to: 1 });
    const key = `$KV.parallax_jobs.${later.id.replace('-', '.')}`;
    bench.connection.publish(key, JSON.stringify({ version: 99, kind: 'training', state: 'queued' }));
    const error = await t.throwsAsync(
      bench.eventually('its record is there', async () => (await bench.jobs.get(later.id)) && false),
    );
    t.like(error, { reason: 'UNSUPPORTED_VERSION', metadata: { kind: 'record', name: later.id, version: '99' } });
    await bench.purge('PARALLAX_JOBS');
    bench.startWorker();
    bench.runDependencies();
    t.is((await bench.until(id)).state, 'succeeded');
    t.is((await bench.facts(`live.${later.id.replace('-', '.')}`)).length, 1);
  },
);

test.serial('damaged records, and a full queue, keep no other job from being healed', async (t) => {
  const damaged: string[] = [];
  for (const text of ['{"version": 4, ', 'null', '{"version": 8, "state": "queued"}']) {
    const { id } = await bench.count({ to: 1 });
    await bench.connection.request(`$KV.parallax_jobs.${id.replace('-', '.')}`, text);
    damaged.push(id);
  }
  const queued = [await bench.count({ to: 1 }), await bench.count({ to: 1 })];
  const first = await bench.count({ to: 1 });
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  await bench.jobs.cancel(first.id);
  for (const stream of ['PARALLAX_EVENTS', 'PARALLAX_JOBS', 'PARALLAX_INDEX'] as const) await bench.purge(stream);
  const info = await bench.connection.request('$JS.API.STREAM.INFO.PARALLAX_JOBS');
  const { config } = info.json<{ config: object }>();
  // As a server starts that finds no index.
  await bench.reopen();
  await bench.connection.request('$JS.API.STREAM.UPDATE.PARALLAX_JOBS', JSON.stringify({ ...config, max_msgs: 1 }));
  bench.runDependencies();
  const isCancelled = async () => (await bench.jobs.get(second.id)).state === 'cancelled';
  await bench.eventually('what waits behind them is cancelled', isCancelled, 15_000);
  bench.startWorker();
  for (const { id } of queued) t.is((await bench.until(id)).state, 'succeeded');
  for (const id of damaged) t.like(await t.throwsAsync(bench.jobs.get(id)), { reason: 'BLOB_CORRUPT' });
});

test.serial('a job that waits moves on although the event of its dependency got lost', async (t) => {
  const first = await bench.count({ to: 1 });
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  bench.startWorker();
  await bench.until(first.id);
  await bench.stopWorkers();
  await bench.purge('PARALLAX_EVENTS');
  t.is((await bench.jobs.get(second.id)).state, 'waiting');
  bench.runDependencies();
  bench.startWorker();
  t.is((await bench.until(second.id)).state, 'succeeded');
});

test.serial('a job that ran when both its worker and its place in the queue got lost runs again', async (t) => {
  const { id } = await bench.count({ to: 10, pause: 100 });
  const worker = bench.startWorker();
  await bench.until(id, (job) => job.checkpoint !== undefined);
  await stop(worker, 'SIGKILL');
  await bench.purge('PARALLAX_JOBS');
  bench.runDependencies();
  bench.startWorker();
  t.is((await bench.until(id)).state, 'succeeded');
});

test.serial('what follows from an end is done although whoever ended the job is gone', async (t) => {
  const first = await bench.count({ to: 1 });
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  const { id, revision, updateTime, ...record } = await bench.jobs.get(first.id);
  const key = `$KV.parallax_jobs.${id.replace('-', '.')}`;
  bench.connection.publish(key, JSON.stringify({ ...record, state: 'succeeded', endTime: updateTime }));
  bench.runDependencies();
  await bench.until(second.id, ({ state }) => state !== 'waiting');
  const live = `live.${id.replace('-', '.')}`;
  await bench.eventually('it is not live any more', async () => (await bench.facts(live)).length === 0);
  t.is((await bench.jobs.get(second.id)).state, 'queued');
});

test.serial('jobs are found again when the index of them got lost', async (t) => {
  const [first, other] = [await bench.count({ to: 1 }), await bench.count({ to: 1 }, { experiment: 'other' })];
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  await bench.jobs.cancel(other.id);
  const before = await bench.facts();
  await bench.purge('PARALLAX_INDEX');
  await bench.reopen();
  t.deepEqual(await bench.facts(), before);
  const { jobs } = await bench.jobs.list();
  t.deepEqual(
    jobs.map(({ id }) => id),
    [second.id, other.id, first.id],
  );
  bench.runDependencies();
  bench.startWorker();
  t.is((await bench.until(second.id)).state, 'succeeded');
});

test.serial('a start that was cut off before its record leaves nothing behind', async (t) => {
  const { id } = await bench.count({ to: 1 });
  await bench.connection.request(`$JS.API.STREAM.PURGE.KV_parallax_jobs`);
  bench.runDependencies();
  const isGone = async () => !(await bench.facts()).some((fact) => fact.includes(id.replace('-', '.')));
  await bench.eventually('the index has forgotten it', isGone);
  t.deepEqual((await bench.jobs.list()).jobs, []);
});

/** A job that waited and was cancelled, whose retry got as far as the index: it is found there, behind what its record knows of. */
async function withRetryCutOff(): Promise<string> {
  const first = await bench.count({ to: 1 });
  const { id } = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  await bench.jobs.cancel(id);
  const [tokens, on] = [id, first.id].map((each) => each.replace('-', '.'));
  await bench.connection.request(`parallax.index.live.${tokens}`);
  await bench.connection.request(`parallax.index.waits.${on}.${tokens}`);
  return id;
}

test.serial('what a retry that was cut off has left in the index goes', async (t) => {
  const id = await withRetryCutOff();
  bench.runDependencies();
  const own = async () => (await bench.facts()).filter((fact) => fact.includes(id.replace('-', '.')));
  await bench.eventually('only that it was made is left', async () => (await own()).length === 1, 15_000);
  t.is((await bench.jobs.get(id)).state, 'cancelled');
});

test.serial('a job whose retry was cut off can be retried and deleted, before a sweep has come by', async (t) => {
  const [one, other] = [await withRetryCutOff(), await withRetryCutOff()];
  const done = Promise.all([bench.jobs.retry(one), bench.jobs.delete(other)]);
  const [retried] = (await Promise.race([done, delay(15_000, [])])) as JobRecord[];
  t.is(retried?.id, one, 'it does not end');
  t.deepEqual(
    (await bench.facts()).filter((fact) => fact.includes(other.replace('-', '.'))),
    [],
  );
  bench.runDependencies();
  bench.startWorker();
  t.is((await bench.until(one)).state, 'succeeded');
});

test.serial('a running job that is cancelled ends although its worker is gone', async (t) => {
  const { id } = await bench.count({ to: 1000, pause: 100 });
  const worker = bench.startWorker();
  await bench.until(id, (job) => job.checkpoint !== undefined);
  await stop(worker, 'SIGKILL');
  await bench.jobs.cancel(id);
  bench.runDependencies();
  t.is((await bench.until(id)).state, 'cancelled');
});

test.serial(
  'a running job that is paused does pause although its worker is gone, and goes on once resumed',
  async (t) => {
    const { id } = await bench.count({ to: 30, pause: 100 });
    const worker = bench.startWorker();
    await bench.until(id, (job) => job.checkpoint !== undefined);
    await stop(worker, 'SIGKILL');
    await bench.jobs.pause(id);
    bench.runDependencies();
    const paused = await bench.until(id, ({ state }) => state === 'paused');
    t.like(paused, { state: 'paused', owner: undefined, pauseRequested: undefined });
    await bench.eventually('none counts any more', async () => (await bench.lag('training')).join() === '0,0');
    await bench.jobs.resume(id);
    bench.startWorker();
    t.like(await bench.until(id), { state: 'succeeded', attempt: 2 });
  },
);

test.serial('NATS killed and started again costs no job and no attempt', async (t) => {
  const { id } = await bench.count({ to: 60, pause: 100 });
  const later = await bench.count({ to: 1 }, { dependsOn: [id] });
  bench.runDependencies();
  bench.startWorker({ lease: 60_000 });
  let killed = false;
  // This watch, too, has to live through it.
  const job = await bench.until(id, ({ checkpoint }) => {
    // The stack starts it again.
    if (checkpoint && !killed) bench.kill('nats-server');
    killed ||= checkpoint !== undefined;
    return false;
  });
  t.true(killed);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 1);
  t.is((await bench.until(later.id)).state, 'succeeded');
});

test.serial('NATS away for longer than a lease costs no attempt, though another worker takes the job', async (t) => {
  // Both are there before NATS is stopped, so that the second asks for a job when it goes on.
  const first = bench.startWorker();
  await bench.until((await bench.count({ to: 1 })).id);
  const { id } = await bench.count({ to: 200, pause: 100 }, { options: { maxAttempts: 1 } });
  await bench.until(id, (job) => job.checkpoint !== undefined);
  bench.startWorker();
  await bench.until((await bench.count({ to: 1 })).id);
  const pid = bench.stack.processes.find(({ name }) => name === 'nats-server')?.pid as number;
  // The one that has it can't be heard, as if the network were cut between them.
  bench.freeze(first);
  t.teardown(() => bench.thaw(first));
  process.kill(pid, 'SIGSTOP');
  await delay(12_000);
  process.kill(pid, 'SIGCONT');
  const taken = await bench.until(id, ({ attempt }) => attempt === 2);
  t.is(taken.lostAttempts, 0);
  bench.thaw(first);
  t.is((await bench.until(id)).state, 'succeeded');
});

test.serial('a worker that waits for a job still does when NATS has come back', async (t) => {
  bench.startWorker();
  await bench.until((await bench.count({ to: 1 })).id);
  bench.kill('nats-server');
  const { id } = await bench.patiently(() => bench.count({ to: 1 }, { requestId: 'patient' }));
  bench.runDependencies();
  t.is((await bench.until(id)).state, 'succeeded');
});

test.serial('the object store killed and started again costs no job', async (t) => {
  const { id } = await bench.count({ to: 60, pause: 100 });
  bench.startWorker();
  await bench.until(id, (job) => job.checkpoint !== undefined);
  bench.kill('object-store');
  t.is((await bench.until(id)).state, 'succeeded');
});
