import test from 'ava';
import { Bench, exitCode, stop } from './support/bench.js';

let bench: Bench;

test.beforeEach(async () => {
  bench = await Bench.open();
});

test.afterEach.always(() => bench?.close());

// A scaler adds the two numbers: NATS counts a job as taken from when a worker gets it until it has ended.
test.serial(
  'the consumers are there before any worker, and their numbers are the jobs that have not ended',
  async (t) => {
    t.deepEqual(await bench.lag('training'), [0, 0]);
    const [first] = [await bench.count({ to: 1000, pause: 100 }), await bench.count({ to: 1 })];
    t.deepEqual(await bench.lag('training'), [2, 0]);
    t.deepEqual(await bench.lag('probe'), [0, 0]);
    const worker = bench.startWorker({}, true);
    await bench.until(first.id, (job) => job.checkpoint !== undefined);
    t.deepEqual(await bench.lag('training'), [1, 1]);
    // Scaled down in the middle: the job still counts, and goes on elsewhere.
    await stop(worker, 'SIGTERM');
    t.is(worker.exitCode, 0);
    const [pending, taken] = await bench.lag('training');
    t.is(pending + taken, 2);
    await bench.jobs.cancel(first.id);
    t.is(await exitCode(bench.startWorker({}, true)), 0);
    t.deepEqual(await bench.lag('training'), [0, 0]);
    t.is(await exitCode(bench.startWorker({}, true)), 0);
  },
);

test.serial('a job that waits for another, or has a worker of its own, is no reason for a new worker', async (t) => {
  const first = await bench.count({ to: 1 });
  await bench.count({ to: 1 }, { dependsOn: [first.id] });
  t.deepEqual(await bench.lag('training'), [1, 0]);
  t.is(await exitCode(bench.startPinned('own', { to: 1 })), 0);
  t.deepEqual(await bench.lag('training'), [1, 0]);
});

test.serial('a job whose worker was killed outright still counts', async (t) => {
  const { id } = await bench.count({ to: 1000, pause: 100 });
  const worker = bench.startWorker();
  await bench.until(id, (job) => job.checkpoint !== undefined);
  await stop(worker, 'SIGKILL');
  const [pending, taken] = await bench.lag('training');
  t.is(pending + taken, 1);
});
