import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobRecord } from '@parallax/jobs';
import test from 'ava';
import { Bench, exitCode, stop } from './support/bench.js';

let bench: Bench;

test.beforeEach(async () => {
  bench = await Bench.open();
});

test.afterEach.always(() => bench?.close());

/** The consumers of the queue that are there for good. */
const durable = ['embedding', 'import', 'probe', 'training'].flatMap((kind) => [kind, `${kind}-high`, `${kind}-low`]);

const counted = (at: number) => (job: JobRecord) => Number(job.checkpoint?.count ?? 0) >= at;

/** The id of the job of a request id. */
function idOf(requestId: string): string {
  return `training-${createHash('sha256').update(`parallax:training:${requestId}`).digest('hex').slice(0, 16)}`;
}

/** The job of a request id, as soon as it is there. */
async function jobOf(requestId: string, ready?: (job: JobRecord) => boolean): Promise<JobRecord> {
  await bench.eventually(`there is a job ${requestId}`, () => bench.jobs.get(idOf(requestId)).catch(() => undefined));
  return bench.until(idOf(requestId), ready);
}

test.serial('a job of its own is run by the worker that was given it, and by no other', async (t) => {
  const other = bench.startWorker();
  const worker = bench.startPinned('own', { to: 5, pause: 20 });
  t.is(await exitCode(worker), 0);
  const job = await jobOf('own');
  t.is(job.state, 'succeeded');
  t.is(job.attempt, 1);
  t.true(job.worker?.endsWith(`/${worker.pid}`));
  t.is(other.exitCode, null);
  t.deepEqual(await bench.consumers(), durable);
});

test.serial('asked to stop, it says so by its code, and the next one goes on from the checkpoint', async (t) => {
  const notes = join(bench.stack.directory, 'interrupted');
  const spec = { to: 12, pause: 100, notes };
  const first = bench.startPinned('again', spec, {}, { lease: 600_000 });
  await jobOf('again', counted(3));
  bench.startWorker();
  await stop(first, 'SIGTERM');
  t.is(first.exitCode, 75);
  t.like(await jobOf('again', () => true), { state: 'queued', attempt: 1, lostAttempts: 0 });
  t.is(await exitCode(bench.startPinned('again', spec, {}, { lease: 600_000 })), 0);
  t.like(await jobOf('again'), { state: 'succeeded', attempt: 2 });
  const numbers = readFileSync(notes, 'utf8').trim().split('\n');
  t.deepEqual(
    numbers.map((line) => Number(line.split(':')[1])),
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
  // A third finds nothing left to do.
  t.is(await exitCode(bench.startPinned('again', spec)), 0);
});

test.serial('killed outright, its job waits for the next one with the same request id', async (t) => {
  const spec = { to: 12, pause: 100 };
  const first = bench.startPinned('killed', spec);
  await jobOf('killed', counted(3));
  await stop(first, 'SIGKILL');
  bench.startWorker();
  t.is(await exitCode(bench.startPinned('killed', spec)), 0);
  t.like(await jobOf('killed'), { state: 'succeeded', attempt: 2 });
});

test.serial('of two with the same request id, the second waits for the first', async (t) => {
  const spec = { to: 20, pause: 100 };
  const first = bench.startPinned('twice', spec);
  await jobOf('twice', counted(1));
  const second = bench.startPinned('twice', spec);
  t.deepEqual([await exitCode(first), await exitCode(second)], [0, 0]);
  t.is((await jobOf('twice')).attempt, 1);
});

test.serial('a job that fails for good, or is cancelled, says so by the code', async (t) => {
  const failing = { to: 5, fail: { at: 2, reason: 'LOSS_NOT_FINITE' as const, attempts: 9 } };
  t.is(await exitCode(bench.startPinned('fails', failing)), 70);
  const cancelled = bench.startPinned('cancelled', { to: 1000, pause: 100 });
  await jobOf('cancelled', counted(2));
  await bench.jobs.cancel(idOf('cancelled'));
  t.is(await exitCode(cancelled), 70);
  t.is((await jobOf('cancelled')).state, 'cancelled');
  // Nor does it begin anew.
  t.is(await exitCode(bench.startPinned('cancelled', { to: 1000, pause: 100 })), 70);
});

test.serial('it waits for the job that it depends on, also before that has been started', async (t) => {
  bench.runDependencies();
  const worker = bench.startPinned('later', { to: 1 }, { dependsOn: [idOf('earlier')] });
  await delay(1000);
  const earlier = await bench.count({ to: 3 }, { requestId: 'earlier' });
  t.is(earlier.id, idOf('earlier'));
  t.is((await jobOf('later', () => true)).state, 'waiting');
  bench.startWorker();
  t.is(await exitCode(worker), 0);
  t.deepEqual((await jobOf('later')).result, { counted: 1, heard: [{ counted: 3, heard: [] }] });
});

test.serial('it fails with the job that it depends on', async (t) => {
  bench.runDependencies();
  const earlier = await bench.count({ to: 3 });
  const worker = bench.startPinned('later', { to: 1 }, { dependsOn: [earlier.id] });
  await jobOf('later', () => true);
  await bench.jobs.cancel(earlier.id);
  t.is(await exitCode(worker), 70);
  t.is((await jobOf('later')).error?.reason, 'DEPENDENCY_FAILED');
});

test.serial('one whose worker never comes back fails in the end, and can be cancelled before', async (t) => {
  for (const id of ['lost', 'unwanted']) {
    const worker = bench.startPinned(id, { to: 1000, pause: 100 });
    await jobOf(id, counted(2));
    await stop(worker, 'SIGKILL');
  }
  await bench.jobs.cancel(idOf('unwanted'));
  await bench.reopen({ pinnedExpiry: 9000 });
  bench.runDependencies();
  t.is((await jobOf('unwanted')).state, 'cancelled');
  const lost = await jobOf('lost');
  t.is(lost.error?.reason, 'WORKER_LOST');
  // What was theirs goes once their records say that they have ended.
  await bench.eventually(
    'only the durable consumers are left',
    async () => (await bench.consumers()).length === durable.length,
  );
});
