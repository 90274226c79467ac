import { type Job, messageToJson } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { type JobRecord, jobMessage, jobService } from '@parallax/jobs';
import type { Call } from '@parallax/rpc';
import test from 'ava';
import { Bench } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
});

test.after.always(() => bench?.close());

const call = { signal: new AbortController().signal } as Call;

const service = () => jobService(bench.jobs, bench.blobs);

test("a job's status crosses the wire, its errors with ErrorInfo", async (t) => {
  const record = {
    id: 'training-0123456789abcdef',
    kind: 'training',
    state: 'failed',
    experiment: 'e',
    spec: { preset: 'simclr' },
    options: { priority: 'high', maxAttempts: 3, maxDuration: 90.5 },
    dependsOn: ['training-1111111111111111'],
    attempt: 2,
    lostAttempts: 1,
    worker: 'w/1',
    deviceClass: 'abacus',
    progress: { stage: 's', done: 1, total: 2, unit: 'views', rate: 0.5, loss: 1.25 },
    traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`,
    error: { reason: 'LOSS_NOT_FINITE', message: 'at step 3', metadata: { step: '3' } },
    lastFailure: { reason: 'UNAVAILABLE', message: 'the store is full', metadata: {} },
    retryTime: '2026-01-02T03:05:00.000Z',
    createTime: '2026-01-02T03:04:05.678Z',
    revision: 42,
  } as unknown as JobRecord;
  const json = messageToJson('parallax.v1.Job', await jobMessage(bench.blobs, record));
  const info = (reason: string, metadata?: object) => ({
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'parallax',
    ...(metadata && { metadata }),
  });
  t.deepEqual(json as object, {
    id: 'training-0123456789abcdef',
    status: {
      state: 'JOB_STATE_FAILED',
      revision: '42',
      experiment: 'e',
      traceId: 'a'.repeat(32),
      dependsOn: ['training-1111111111111111'],
      attempt: 2,
      lostAttempts: 1,
      worker: 'w/1',
      deviceClass: 'abacus',
      progress: { stage: 's', done: '1', total: '2', unit: 'views', rate: 0.5, loss: 1.25 },
      error: { code: 10, message: 'at step 3', details: [info('LOSS_NOT_FINITE', { step: '3' })] },
      lastFailure: { code: 14, message: 'the store is full', details: [info('UNAVAILABLE')] },
      retryTime: '2026-01-02T03:05:00Z',
      createTime: '2026-01-02T03:04:05.678Z',
    },
    options: { priority: 'JOB_PRIORITY_HIGH', maxAttempts: 3, maxDuration: '90.500s' },
    trainingSpec: { preset: 'simclr' },
  });
});

test.serial('the calls speak in jobs', async (t) => {
  const calls = service();
  const { id } = await bench.count({ to: 1 }, { experiment: 'calls' });
  const waiting = await bench.count({ to: 1 }, { experiment: 'calls', dependsOn: [id] });
  t.is((await calls.getJob({ id }, call)).job?.id, id);
  t.deepEqual((await calls.getJob({ id: waiting.id }, call)).job?.status?.waitsFor, [id]);
  const listed = await calls.listJobs({ experiment: 'calls', kind: 'training', state: 'JOB_STATE_QUEUED' }, call);
  t.deepEqual(
    listed.jobs?.map((job) => job?.id),
    [id],
  );
  t.is((await calls.pauseJob({ id }, call)).job?.status?.state, 'JOB_STATE_PAUSED');
  t.is((await calls.resumeJob({ id }, call)).job?.status?.state, 'JOB_STATE_QUEUED');
  t.is((await calls.cancelJob({ id }, call)).job?.status?.state, 'JOB_STATE_CANCELLED');
  const seen: unknown[] = [];
  for await (const { job } of calls.watchJob({ id }, call)) seen.push((job as Job).id);
  t.deepEqual(seen, [id]);
  t.is((await calls.retryJob({ id }, call)).job?.status?.state, 'JOB_STATE_QUEUED');
  await calls.cancelJob({ id }, call);
  await calls.cancelJob({ id: waiting.id }, call);
  t.deepEqual(await calls.deleteJob({ id }, call), {});
  t.deepEqual(Object.keys(await calls.pruneBlobs({ dryRun: true }, call)), ['blobs', 'count', 'bytes', 'unreadable']);
});

test('what is no id, kind, state or experiment is refused by name', async (t) => {
  const calls = service();
  for (const id of ['', 'training', 'lunch-0123456789abcdef', '*', 'training-0123456789abcdef', 'x'.repeat(1e6)]) {
    const error = await t.throwsAsync(calls.getJob({ id }, call), { instanceOf: ParallaxError });
    t.is(error?.reason, 'NOT_FOUND');
    t.true((error?.message.length ?? 0) < 300);
  }
  const refused = async (request: object, field: string) => {
    const error = await t.throwsAsync(calls.listJobs(request, call), { instanceOf: ParallaxError });
    t.is(error?.reason, 'INVALID_FIELD');
    t.is(error?.metadata.field, field);
  };
  await refused({ kind: 'constructor' }, 'kind');
  await refused({ experiment: '*' }, 'experiment');
  await refused({ experiment: '>' }, 'experiment');
  await refused({ state: 99 }, 'state');
  await refused({ pageToken: 'x'.repeat(1e6) }, 'page_token');
});

test.serial('blobs are pruned for one call at a time, and no longer than that lasts', async (t) => {
  const calls = service();
  const prune = (signal: AbortSignal) => calls.pruneBlobs({ dryRun: true }, { signal } as Call);
  const [first, second] = await Promise.allSettled([prune(call.signal), prune(call.signal)]);
  t.is(first.status, 'fulfilled');
  t.like(second, { status: 'rejected', reason: { reason: 'OVERLOADED', metadata: { limit: '1 PruneBlobs at once' } } });
  await t.throwsAsync(prune(AbortSignal.abort()));
  await t.notThrowsAsync(prune(call.signal));
});
