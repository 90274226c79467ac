import { jobService } from '@parallax/jobs';
import type { Call } from '@parallax/rpc';
import test from 'ava';
import { Bench } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
  bench.runDependencies();
  bench.startWorker();
});

test.after.always(() => bench?.close());

test('a job waits for those that it depends on, and gets their results', async (t) => {
  const [a, b] = [await bench.count({ to: 3 }), await bench.count({ to: 4, pause: 20 })];
  const c = await bench.count({ to: 1 }, { dependsOn: [b.id, a.id] });
  const job = await bench.until(c.id);
  t.is(job.state, 'succeeded');
  t.deepEqual(job.result, {
    counted: 1,
    heard: [
      { counted: 4, heard: [] },
      { counted: 3, heard: [] },
    ],
  });
});

test('a job whose dependencies have succeeded already is queued at once', async (t) => {
  const first = await bench.count({ to: 1 });
  await bench.until(first.id);
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  t.is(second.state, 'queued');
  t.is((await bench.until(second.id)).state, 'succeeded');
});

test('when a job fails, all that wait for it fail, each naming the one before', async (t) => {
  const a = await bench.count({ to: 5, pause: 200, fail: { at: 3, reason: 'INVALID_FIELD', attempts: 9 } });
  const b = await bench.count({ to: 1 }, { dependsOn: [a.id] });
  const c = await bench.count({ to: 1 }, { dependsOn: [b.id] });
  t.is(c.state, 'waiting');
  const [failedB, failedC] = [await bench.until(b.id), await bench.until(c.id)];
  t.is(failedB.state, 'failed');
  t.is(failedB.error?.reason, 'DEPENDENCY_FAILED');
  t.deepEqual(failedB.error?.metadata, { dependency: a.id, state: 'failed' });
  t.regex(failedB.error?.message ?? '', /failed at 3/);
  t.deepEqual(failedC.error?.metadata, { dependency: b.id, state: 'failed' });
  const late = await bench.count({ to: 1 }, { dependsOn: [a.id] });
  t.is(late.state, 'failed');
});

test('when a job is cancelled, those that wait for it are cancelled, and say why', async (t) => {
  const a = await bench.count({ to: 1000, pause: 100 });
  const b = await bench.count({ to: 1 }, { dependsOn: [a.id] });
  await bench.jobs.cancel(a.id);
  const job = await bench.until(b.id);
  t.is(job.state, 'cancelled');
  t.like(job.error, { reason: 'DEPENDENCY_FAILED', metadata: { dependency: a.id, state: 'cancelled' } });
});

test('a job that waits can be cancelled', async (t) => {
  const a = await bench.count({ to: 1000, pause: 100 });
  const b = await bench.count({ to: 1 }, { dependsOn: [a.id] });
  t.is((await bench.jobs.cancel(b.id)).state, 'cancelled');
  await bench.jobs.cancel(a.id);
  await bench.until(a.id);
  t.is((await bench.jobs.get(b.id)).attempt, 0);
});

test('a watch tells which jobs one still waits for, as they end', async (t) => {
  const [first, second] = [await bench.count({ to: 20, pause: 100 }), await bench.count({ to: 9999, pause: 100 })];
  const { id } = await bench.count({ to: 1 }, { dependsOn: [first.id, second.id] });
  const { watchJob } = jobService(bench.jobs, bench.blobs);
  const told: unknown[] = [];
  for await (const { job } of watchJob({ id }, { signal: AbortSignal.timeout(60_000) } as Call)) {
    const waits = job?.status?.waitsFor ?? [];
    told.push(waits);
    if (waits.length < 2) break;
  }
  await bench.jobs.cancel(second.id);
  t.deepEqual(told, [[first.id, second.id], [second.id]]);
});
