import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Bench, isAlive, stop } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
});

test.afterEach.always(() => bench.stopWorkers());

test.after.always(() => bench?.close());

const counted = (at: number) => (job: { checkpoint?: Record<string, unknown> }) =>
  Number(job.checkpoint?.count ?? 0) >= at;

test.serial('a job is queued, runs, and succeeds with its result', async (t) => {
  const queued = await bench.count({ to: 5 });
  t.is(queued.state, 'queued');
  t.regex(queued.id, /^training-[0-9a-f]{16}$/);
  bench.startWorker();
  const job = await bench.until(queued.id);
  t.is(job.state, 'succeeded');
  t.deepEqual(job.result, { counted: 5, heard: [] });
  t.is(job.attempt, 1);
  t.is(job.deviceClass, 'abacus');
  t.is(job.progress?.done, 5);
  t.truthy(job.startTime && job.endTime);
});

test.serial('a computation that dies is tried again, from its checkpoint', async (t) => {
  const notes = join(bench.stack.directory, 'died');
  const { id } = await bench.count({ to: 6, die: { at: 4, attempts: 1 }, notes });
  bench.startWorker();
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 2);
  t.deepEqual(readFileSync(notes, 'utf8').trim().split('\n'), ['1:1', '1:2', '1:3', '2:4', '2:5', '2:6']);
});

test.serial('a job that loses five attempts without a new checkpoint fails with WORKER_LOST', async (t) => {
  const { id } = await bench.count({ to: 6, die: { at: 3, attempts: 99 } });
  bench.startWorker();
  const job = await bench.until(id);
  t.is(job.state, 'failed');
  t.like(job.error, { reason: 'WORKER_LOST', metadata: { attempts: '5' } });
  t.regex(job.error?.message ?? '', /signal SIGKILL/);
  t.is(job.attempt, 5);
});

test.serial('a computation that falls silent is killed, and its job tried again', async (t) => {
  const { id } = await bench.count({ to: 3, hangAt: 2 });
  bench.startWorker({ heartbeatTimeout: 6000 });
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 2);
});

test.serial('an error that is final fails the job at once', async (t) => {
  const { id } = await bench.count({ to: 5, fail: { at: 2, reason: 'LOSS_NOT_FINITE', attempts: 9 } });
  bench.startWorker();
  const job = await bench.until(id);
  t.is(job.state, 'failed');
  t.is(job.attempt, 1);
  t.deepEqual(job.error, { reason: 'LOSS_NOT_FINITE', message: 'failed at 2', metadata: {} });
});

test.serial('what is unavailable is tried again, however often', async (t) => {
  const { id } = await bench.count({ to: 3, fail: { at: 2, reason: 'UNAVAILABLE', attempts: 6 } });
  bench.startWorker({ retryInterval: 10 });
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 7);
});

test.serial(
  'a worker that is killed outright takes its computation along, and the next goes on from the checkpoint',
  async (t) => {
    const notes = join(bench.stack.directory, 'killed');
    const { id } = await bench.count({ to: 20, pause: 100, notes });
    const worker = bench.startWorker();
    const half = await bench.until(id, counted(5));
    const computation = bench.computationOf(worker);
    await stop(worker, 'SIGKILL');
    bench.startWorker();
    const job = await bench.until(id);
    t.is(job.state, 'succeeded');
    t.is(job.attempt, 2);
    t.not(job.worker, half.worker);
    t.false(isAlive(computation));
    const numbers = readFileSync(notes, 'utf8')
      .trim()
      .split('\n')
      .map((line) => Number(line.split(':')[1]));
    t.deepEqual(
      [...new Set(numbers)],
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    t.true(numbers.length < 24, `counted again: ${numbers}`);
  },
);

test.serial('a worker that is asked to stop gives its job back at once, at no cost', async (t) => {
  const { id } = await bench.count({ to: 20, pause: 100 });
  const worker = bench.startWorker({ lease: 600_000 });
  await bench.until(id, counted(3));
  await stop(worker, 'SIGTERM');
  t.is(worker.exitCode, 0);
  const given = await bench.jobs.get(id);
  t.is(given.state, 'queued');
  t.is(given.lostAttempts, 0);
  bench.startWorker({ lease: 600_000 });
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 2);
  // The next tests want the short lease again.
  await bench.reopen();
});

test.serial('a job that is cancelled while it runs ends soon', async (t) => {
  const { id } = await bench.count({ to: 1000, pause: 100 });
  bench.startWorker();
  await bench.until(id, counted(2));
  const asked = await bench.jobs.cancel(id);
  t.true(asked.cancelRequested);
  const job = await bench.until(id);
  t.is(job.state, 'cancelled');
  t.true(Number(job.progress?.done) < 1000);
});

test.serial('a computation that does not end when asked to is killed', async (t) => {
  const { id } = await bench.count({ to: 1000, pause: 50, deaf: true });
  bench.startWorker();
  await bench.until(id, counted(2));
  await bench.jobs.cancel(id);
  t.is((await bench.until(id)).state, 'cancelled');
});

test.serial('a job is cancelled while no worker is there, and none takes it later', async (t) => {
  const { id } = await bench.count({ to: 3 });
  const job = await bench.jobs.cancel(id);
  t.is(job.state, 'cancelled');
  t.is((await bench.jobs.cancel(id)).revision, job.revision);
  bench.startWorker();
  const after = await bench.count({ to: 1 });
  await bench.until(after.id);
  t.is((await bench.jobs.get(id)).attempt, 0);
});

test.serial('a job refers to its last two checkpoints, and to none when it has ended', async (t) => {
  const { id } = await bench.count({ to: 10, pause: 400 });
  bench.startWorker();
  const { checkpoint, previousCheckpoint } = await bench.until(id, counted(8));
  t.true(Number(previousCheckpoint?.count) < Number(checkpoint?.count));
  for (const saved of [checkpoint, previousCheckpoint]) t.truthy(await bench.blobs.stat(saved?.blob.key ?? ''));
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.checkpoint, undefined);
  t.is(job.previousCheckpoint, undefined);
});

test.serial('of two workers that believe to have a job, the one that took it last ends it', async (t) => {
  const { id } = await bench.count({ to: 15, pause: 200 });
  const frozen = bench.startWorker();
  await bench.until(id, counted(2));
  // Neither it nor its computation can say a word until the other has the job.
  bench.freeze(frozen);
  bench.startWorker();
  const taken = await bench.until(id, (job) => job.attempt === 2);
  bench.thaw(frozen);
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 2);
  t.is(job.worker, taken.worker);
});

test.serial('a worker for one job takes one and ends, or ends when there is none', async (t) => {
  const [first, second] = [await bench.count({ to: 1 }), await bench.count({ to: 1 })];
  await once(bench.startWorker({}, true), 'exit');
  t.is((await bench.jobs.get(first.id)).state, 'succeeded');
  t.is((await bench.jobs.get(second.id)).state, 'queued');
  await once(bench.startWorker({}, true), 'exit');
  t.is((await bench.jobs.get(second.id)).state, 'succeeded');
  await once(bench.startWorker({}, true), 'exit');
});
