import { SpanKind } from '@opentelemetry/api';
import { notFound } from '@parallax/errors';
import { Settings } from '@parallax/settings';
import {
  addLink,
  beginAtZero,
  contextFrom,
  currentTraceparent,
  extractContext,
  Gauges,
  injectContext,
  instrument,
  logger,
  outsideSpans,
  type Recorder,
  recordSpan,
  recordTelemetry,
  startTelemetry,
  withSpan,
} from '@parallax/telemetry';
import test, { type ExecutionContext } from 'ava';
import { serveAugmentation } from '../rpc/support/service.js';
import { invalid } from '../support/errors.js';

function record(t: ExecutionContext) {
  const recorder = recordTelemetry('parallax-test');
  t.teardown(() => recorder.stop());
  return recorder;
}

test.serial('a call is a span on either side, in the trace that it was made in', async (t) => {
  const recorder = record(t);
  const { client } = await serveAugmentation(t, {
    listRecipes: async () => withSpan('inside', {}, async () => ({ recipes: [] })),
  });
  await withSpan('outside', {}, () => client.listRecipes({}));
  const spans = recorder.spans();
  t.deepEqual(
    spans.map(({ name }) => name),
    ['inside', 'parallax.v1.AugmentationService/ListRecipes', 'parallax.v1.AugmentationService/ListRecipes', 'outside'],
  );
  const [inside, server, caller, outside] = spans;
  t.is(new Set(spans.map(({ traceId }) => traceId)).size, 1);
  t.is(inside?.parentSpanId, server?.spanId);
  t.is(server?.parentSpanId, caller?.spanId);
  t.is(caller?.parentSpanId, outside?.spanId);
  t.like(server?.attributes, {
    'rpc.system.name': 'grpc',
    'rpc.method': 'parallax.v1.AugmentationService/ListRecipes',
    'rpc.response.status_code': 'OK',
  });
  t.like(caller?.attributes, { 'rpc.response.status_code': 'OK', 'server.address': '127.0.0.1' });
});

test.serial('a refusal fails the span of the client, and not that of the server', async (t) => {
  const recorder = record(t);
  const { client } = await serveAugmentation(t, {
    async getDataset() {
      throw notFound('dataset', 'x');
    },
  });
  await t.throwsAsync(client.getDataset({ name: 'x' }));
  const [server, caller] = recorder.spans();
  t.like(server, { failed: false, attributes: { 'rpc.response.status_code': 'NOT_FOUND' } });
  t.like(caller, { failed: true, attributes: { 'error.type': 'NOT_FOUND' } });
});

test.serial('calls are measured on either side, by method and status', async (t) => {
  const recorder = record(t);
  const { client } = await serveAugmentation(t, { listRecipes: async () => ({}) });
  await client.listRecipes({});
  await client.listRecipes({});
  const metrics = await recorder.metrics();
  for (const name of ['rpc.server.call.duration', 'rpc.client.call.duration']) {
    const [point] = metrics.get(name) ?? [];
    t.like(point, { attributes: { 'rpc.response.status_code': 'OK' }, value: { count: 2 } });
  }
});

test.serial('a traceparent outlives its span: later work joins its trace, or is linked to it', async (t) => {
  const recorder = record(t);
  const traceparent = await withSpan('first', {}, () => currentTraceparent());
  t.regex(traceparent ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  await withSpan('child', { parent: contextFrom(traceparent ?? ''), kind: SpanKind.CONSUMER }, () => {});
  await withSpan('linked', { links: [traceparent ?? ''] }, () => {});
  const [first, child, linked] = recorder.spans();
  t.is(child?.traceId, first?.traceId);
  t.is(child?.parentSpanId, first?.spanId);
  t.not(linked?.traceId, first?.traceId);
  t.deepEqual(linked?.links, [first?.spanId]);
});

test.serial(
  'a span that is not recorded keeps all below it from being recorded, here and in other processes',
  async (t) => {
    const recorder = record(t);
    const { client } = await serveAugmentation(t, {
      listRecipes: async () => withSpan('inside', {}, async () => ({ recipes: [] })),
    });
    const traceparents: (string | undefined)[] = [];
    await withSpan('outside', {}, () =>
      withSpan('skipped', { recorded: false }, async () => {
        traceparents.push(currentTraceparent());
        await client.listRecipes({});
      }),
    );
    const [outside, ...others] = recorder.spans();
    t.deepEqual(others, []);
    t.is(outside?.name, 'outside');
    // It stands in for its parent, but for W3C's flag.
    t.deepEqual(traceparents, [`00-${outside?.traceId}-${outside?.spanId}-00`]);
  },
);

test.serial('what is over already becomes a span of its own time', async (t) => {
  const recorder = record(t);
  const from = new Date('2026-01-01T00:00:00Z');
  recordSpan('wait', { startTime: from }, new Date(from.getTime() + 1500));
  const [wait] = recorder.spans();
  t.like(wait, { name: 'wait', seconds: 1.5, failed: false });
});

test.serial('the active span can be linked, and left', async (t) => {
  const recorder = record(t);
  const traceparent = await withSpan('first', {}, () => currentTraceparent());
  await withSpan('second', {}, () => {
    addLink(traceparent as string);
    addLink('nonsense');
    t.is(
      outsideSpans(() => currentTraceparent()),
      undefined,
    );
  });
  const [first, second] = recorder.spans();
  t.deepEqual(second?.links, [first?.spanId]);
  addLink(traceparent as string);
});

test.serial('a malformed traceparent means a new trace', async (t) => {
  const recorder = record(t);
  await withSpan('alone', { parent: extractContext({ traceparent: 'nonsense' }), links: ['nonsense'] }, () => {});
  t.like(recorder.spans()[0], { parentSpanId: undefined, links: [] });
});

test.serial('a span that throws fails, by the reason, and passes the error on', async (t) => {
  const recorder = record(t);
  await t.throwsAsync(
    withSpan('failing', {}, () => {
      throw notFound('dataset', 'x');
    }),
  );
  t.like(recorder.spans()[0], { failed: true, attributes: { 'error.type': 'NOT_FOUND' } });
});

const things = {
  name: 'parallax.test.things',
  type: 'counter',
  unit: '{thing}',
  attributes: [],
  about: 'things',
} as const;

const points = async (recorder: Recorder, { name }: { name: string } = things) =>
  (await recorder.metrics()).get(name) ?? [];

test.serial('a counter that was made before telemetry started counts', async (t) => {
  const count = instrument({ ...things, attributes: ['kind'] });
  count(1);
  const recorder = record(t);
  count(2, { kind: 'a' });
  count(3, { kind: 'a' });
  t.like(await points(recorder), [{ attributes: { kind: 'a' }, value: 5 }]);
});

test.serial('what can be counted stands at 0 before anything was', async (t) => {
  instrument({ ...things, name: 'parallax.test.plain' });
  beginAtZero({ ...things, name: 'parallax.test.kinds' }, { kind: 'a' });
  const metrics = await record(t).metrics();
  t.like(metrics.get('parallax.test.plain'), [{ attributes: {}, value: 0 }]);
  t.like(metrics.get('parallax.test.kinds'), [{ attributes: { kind: 'a' }, value: 0 }]);
});

test.serial('gauges end together, and until then the last value stands', async (t) => {
  const level = { ...things, name: 'parallax.test.level', type: 'gauge', attributes: ['job'] } as const;
  const recorder = record(t);
  const [first, second] = [new Gauges(), new Gauges()];
  first.set(level, 1, { job: 'a' });
  first.set(level, 2, { job: 'a' });
  second.set(level, 3, { job: 'b' });
  const values = async () => (await points(recorder, level)).map(({ value }) => value);
  t.deepEqual(await values(), [2, 3]);
  first.end();
  t.deepEqual(await values(), [3]);
  second.end();
  t.deepEqual(await values(), []);
});

test.serial('without telemetry, and after its end, spans and measures go nowhere and nothing throws', async (t) => {
  t.deepEqual(injectContext(), {});
  const telemetry = startTelemetry('parallax-test');
  await telemetry.stop();
  await telemetry.stop();
  instrument(things)(1);
  t.is(await withSpan('late', {}, () => 7), 7);
  t.is(currentTraceparent(), undefined);
});

test.serial('a log level that is none is refused by its variable', (t) => {
  const error = t.throws(() => logger('x', new Settings({ PARALLAX_LOG_LEVEL: 'loud' })));
  t.like(error, invalid('PARALLAX_LOG_LEVEL', 'loud'));
});
