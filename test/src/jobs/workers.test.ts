import test from 'ava';
import { Bench, stop } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
});

test.afterEach.always(() => bench.stopWorkers());

test.after.always(() => bench?.close());

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
});

test.serial('a worker that is killed outright leaves its job to the next, which goes on from the checkpoint', async (t) => {
  const { id } = await bench.count({ to: 30, pause: 100 });
  const first = bench.startWorker();
  const half = await bench.until(id, (job) => Number(job.checkpoint?.count ?? 0) >= 5);
  await stop(first, 'SIGKILL');
  bench.startWorker();
  const job = await bench.until(id);
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 2);
  t.not(job.worker, half.worker);
});
