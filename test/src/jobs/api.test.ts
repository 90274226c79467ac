import { packageDefinition, type TrainingJobInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { type JobRecord, jobCalls, jobStatus } from '@parallax/jobs';
import test from 'ava';
import { Bench } from './support/bench.js';

let bench: Bench;

test.before(async () => {
  bench = await Bench.open();
});

test.after.always(() => bench?.close());

const toMessage = (job: JobRecord): TrainingJobInput => ({ id: job.id, status: jobStatus(job) });

/** There and back over the wire. */
function onTheWire(method: string, message: object) {
  const call = packageDefinition['parallax.v1.TrainingService']?.[method as never] as unknown as {
    responseSerialize(message: object): Buffer;
    responseDeserialize(bytes: Buffer): { job: { id: string; status: Record<string, never> } };
  };
  return call.responseDeserialize(call.responseSerialize(message)).job;
}

test("a job's status crosses the wire, its error with ErrorInfo", (t) => {
  const record = {
    id: 'training-0123456789abcdef',
    kind: 'training',
    state: 'failed',
    experiment: 'e',
    dependsOn: ['training-1111111111111111'],
    attempt: 2,
    worker: 'w/1',
    deviceClass: 'abacus',
    progress: { stage: 's', done: 1, total: 2, unit: 'views', rate: 0.5, loss: 1.25 },
    traceparent: `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`,
    error: { reason: 'LOSS_NOT_FINITE', message: 'at step 3', metadata: { step: '3' } },
    createTime: '2026-01-02T03:04:05.678Z',
    revision: 42,
  } as unknown as JobRecord;
  const { status } = onTheWire('GetTraining', { job: toMessage(record) });
  const { error, progress, ...rest } = status as unknown as { error: unknown; progress: object };
  t.deepEqual(rest as object, {
    state: 'JOB_STATE_FAILED',
    revision: 42,
    experiment: 'e',
    traceId: 'a'.repeat(32),
    dependsOn: ['training-1111111111111111'],
    attempt: 2,
    worker: 'w/1',
    deviceClass: 'abacus',
    createTime: { seconds: 1767323045, nanos: 678_000_000 },
  });
  t.like(progress, { done: 1, total: 2, rate: 0.5, loss: 1.25 });
  const { code, message, details } = error as {
    code: number;
    message: string;
    details: { type_url: string; value: Buffer }[];
  };
  t.is(code, 10);
  t.is(message, 'at step 3');
  t.is(details[0]?.type_url, 'type.googleapis.com/google.rpc.ErrorInfo');
  t.regex(details[0]?.value.toString('latin1') ?? '', /LOSS_NOT_FINITE.*parallax.*step/s);
});

test('the five common calls speak in jobs', async (t) => {
  const calls = jobCalls(bench.jobs, 'training', toMessage);
  const { id } = await bench.count({ to: 1 }, { experiment: 'calls' });
  t.is((await calls.get({ id })).job.id, id);
  const listed = await calls.list({ experiment: 'calls' });
  t.deepEqual(
    listed.jobs.map((job) => job.id),
    [id],
  );
  t.is((await calls.cancel({ id })).job.status?.state, 'JOB_STATE_CANCELLED');
  const seen = [];
  for await (const { job } of calls.watch({ id }, { signal: new AbortController().signal })) seen.push(job.id);
  t.deepEqual(seen, [id]);
  t.deepEqual(await calls.delete({ id }), {});
});

test('a service does not know the jobs of another', async (t) => {
  const calls = jobCalls(bench.jobs, 'probe', toMessage);
  const { id } = await bench.count({ to: 1 });
  const error = await t.throwsAsync(calls.get({ id }), { instanceOf: ParallaxError });
  t.deepEqual(error?.metadata, { kind: 'probe', name: id });
  t.deepEqual((await calls.list({})).jobs, []);
});
