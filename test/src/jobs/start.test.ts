import { context } from '@opentelemetry/api';
import { ParallaxError } from '@parallax/errors';
import { contextFrom, startTelemetry } from '@parallax/telemetry';
import test from 'ava';
import { missing } from '../support/errors.js';
import { Bench } from './support/bench.js';

let bench: Bench;

// Without it, no context is passed on.
const telemetry = startTelemetry('test');

test.before(async () => {
  bench = await Bench.open();
});

test.after.always(async () => {
  await bench?.close();
  await telemetry.stop();
});

const startTraced = (traceparent: string) =>
  context.with(contextFrom(traceparent), () => bench.count({ to: 1 }, { experiment: 'traced' }));

const traceA = `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`;
const traceB = `00-${'b'.repeat(32)}-${'2'.repeat(16)}-01`;

test('the same request id gives the same job, also when asked ten times at once', async (t) => {
  const ask = () => bench.count({ to: 7 }, { requestId: 'seven' });
  const jobs = await Promise.all(Array.from({ length: 10 }, ask));
  const again = await ask();
  t.is(new Set(jobs.map(({ id }) => id)).size, 1);
  t.true(jobs.some(({ id }) => id === again.id));
  t.is((await bench.jobs.list()).jobs.filter(({ id }) => id === again.id).length, 1);
  t.is((await bench.facts(`made.*.${again.id.replace('-', '.')}`)).length, 1);
});

test('the same request id for another job is refused', async (t) => {
  const { id } = await bench.count({ to: 1 }, { requestId: 'once' });
  const error = await t.throwsAsync(bench.count({ to: 2 }, { requestId: 'once' }), { instanceOf: ParallaxError });
  t.is(error?.reason, 'REQUEST_ID_REUSED');
  t.is(error?.metadata.id, id);
});

test('a dependency that does not exist is not found', async (t) => {
  const id = 'training-0123456789abcdef';
  const error = await t.throwsAsync(bench.count({ to: 1 }, { dependsOn: [id] }), { instanceOf: ParallaxError });
  t.like(error, missing('training', id));
});

test('an id that is none is not found', async (t) => {
  for (const id of ['', 'training-', 'training-*', 'training-.>', 'lunch-0123456789abcdef', 'a b']) {
    const error = await t.throwsAsync<ParallaxError>(bench.jobs.get(id), { instanceOf: ParallaxError }, id);
    t.like(error, { reason: 'NOT_FOUND', metadata: { name: id } });
  }
});

test('an experiment with a name of its own is checked', async (t) => {
  const { experiment } = await bench.count({ to: 1 }, { experiment: 'my_first-1' });
  t.is(experiment, 'my_first-1');
  const error = await t.throwsAsync(bench.count({ to: 1 }, { experiment: 'my first' }), { instanceOf: ParallaxError });
  t.deepEqual(error?.metadata, { field: 'experiment', value: 'my first' });
});

test('a job belongs to the experiment of the job it depends on, otherwise to a new one', async (t) => {
  const first = await bench.count({ to: 1 });
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  const other = await bench.count({ to: 1 });
  t.is(second.experiment, first.experiment);
  t.is(second.traceparent, first.traceparent);
  t.not(other.experiment, first.experiment);
  t.not(other.traceparent, first.traceparent);
  t.regex(other.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('the call that opens an experiment gives it its trace; calls from other traces are linked', async (t) => {
  const opener = await startTraced(traceA);
  t.is(opener.traceparent, traceA);
  t.deepEqual(opener.links, []);
  const stranger = await startTraced(traceB);
  t.is(stranger.traceparent, traceA);
  t.deepEqual(stranger.links, [traceB]);
  const plain = await bench.count({ to: 1 }, { experiment: 'traced' });
  t.is(plain.traceparent, traceA);
  t.deepEqual(plain.links, []);
});
