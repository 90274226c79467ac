import { EventLog } from '@parallax/nats';
import { recordTelemetry } from '@parallax/telemetry';
import test from 'ava';
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

test.serial('each attempt is a span of its own under the job, and a failed one says so', async (t) => {
  const { id, traceparent } = await bench.count({ to: 3, die: { at: 2, attempts: 1 } });
  const stop = bench.startWorkerHere();
  const job = await bench.until(id);
  await stop();
  t.is(job.attempt, 2);
  const attempts = telemetry.spans().filter(({ name }) => name === 'training attempt');
  t.deepEqual(
    attempts.map(({ failed }) => failed),
    [true, false],
  );
  t.deepEqual(
    attempts.map(({ attributes }) => attributes['parallax.attempt.outcome']),
    ['lost', 'succeeded'],
  );
  for (const attempt of attempts) {
    t.is(attempt.traceId, traceparent.split('-').at(1) ?? '');
    t.is(attempt.parentSpanId, traceparent.split('-').at(2));
    t.is(attempt.attributes['parallax.job.id'], id);
  }
  // Each attempt has waited for its worker: the second one since the first was given up.
  const waits = telemetry.spans().filter(({ name }) => name === 'queue wait');
  t.deepEqual(
    waits.map(({ attributes }) => attributes['parallax.attempt']),
    [1, 2],
  );
  t.true(waits.every(({ parentSpanId }) => parentSpanId === traceparent.split('-').at(2)));
});

test.serial('what happens to a job is told as events', async (t) => {
  const { id, traceparent } = await bench.count({ to: 4, pause: 60, die: { at: 3, attempts: 1 } });
  const log = await EventLog.open(bench.connection);
  const stopping = new AbortController();
  const told: { type: string; traceparent: unknown; state: unknown }[] = [];
  const following = log.follow(
    'test',
    ['training.*'],
    async ({ type, subject, traceparent, data }) => {
      if (subject === id) told.push({ type, traceparent, state: (data as { state: string }).state });
      if (subject === id && type === 'parallax.training.succeeded') stopping.abort();
    },
    stopping.signal,
  );
  bench.startWorker();
  await following;
  const types = told.map(({ type }) => type.replace('parallax.training.', ''));
  t.is(types[0], 'queued');
  t.is(types[1], 'started');
  t.is(types.filter((type) => type === 'started').length, 2);
  t.true(types.includes('progress') && types.includes('checkpoint'));
  t.is(types.at(-1), 'succeeded');
  t.true(told.every((event) => event.traceparent === traceparent));
});
