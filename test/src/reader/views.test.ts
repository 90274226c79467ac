import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type BlobRef, BlobStore, encodeSafetensors } from '@parallax/blobs';
import type { AugmentRequestInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { type Stack, startStack } from '@parallax/local';
import { readViews, Stages, streamViews, type ViewSource } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { serveAugmentation } from '../rpc/support/service.js';
import { until } from '../support/until.js';

let stack: Stack;
let store: BlobStore;

test.before(async (t) => {
  t.timeout(300_000);
  stack = await startStack({ services: false });
  store = await BlobStore.open(new Settings(stack.env));
});

test.after.always(() => stack?.stop());

/** Views that say where their range begins. */
function viewsOf({ start = 0, end = 0 }: AugmentRequestInput): Uint8Array {
  const count = Number(end) - Number(start);
  return encodeSafetensors({
    views: { dtype: 'U8', shape: [count, 1, 2, 2, 3], data: new Uint8Array(count * 12).fill(Number(start)) },
    indices: { dtype: 'I32', shape: [count], data: Int32Array.from({ length: count }, (_, i) => Number(start) + i) },
  });
}

interface Bench extends ViewSource {
  /** The starts of the ranges that were asked for. */
  asked: number[];
  /** Where their views lie. */
  keys: string[];
  stages: Stages;
}

/** A service that makes views, and lets a test do something to them before it answers. */
async function bench(
  t: ExecutionContext,
  mishap: (key: string, time: number) => Promise<unknown> = async () => {},
  signal = new AbortController().signal,
): Promise<Bench> {
  const folder = randomUUID();
  const asked: number[] = [];
  const keys: string[] = [];
  const { client: augmentation } = await serveAugmentation(t, {
    async augment(request) {
      asked.push(request.start ?? 0);
      const key = `views/${folder}-${request.start}.safetensors`;
      const blob = (await store.stat(key)) ?? (await store.put(key, viewsOf(request)));
      keys.push(key);
      await mishap(key, asked.length);
      return { blob, renderSeconds: 0.5, storeSeconds: 0.25 };
    },
  });
  return { augmentation, store, signal, stages: new Stages(), asked, keys };
}

function* requests(count: number): Generator<AugmentRequestInput> {
  for (let start = 0; start < count; start++) yield { start, end: start + 1 };
}

test('views come in the order of their requests, no more of them ahead than was said', async (t) => {
  const source = await bench(t);
  const seen: number[] = [];
  for await (const { views, shape, indices } of streamViews(source, requests(8), 2)) {
    t.deepEqual([shape, indices.length], [[1, 1, 2, 2, 3], 1]);
    seen.push(views[0] as number);
    t.true(source.asked.length <= seen.length + 2);
  }
  t.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7]);
  const { size } = (await store.stat(String(source.keys[0]))) as BlobRef;
  const of = (name: string) => source.stages.list().find((stage) => stage.name === name);
  t.like(of('augment'), { count: 8 });
  t.like(of('render'), { count: 8, seconds: 4 });
  t.like(of('store'), { count: 8, seconds: 2, bytes: 8 * size });
  t.like(of('get'), { count: 8, bytes: 8 * size });
  t.like(of('decode'), { count: 8 });
});

test('what is added to a part of a work’s stages is added to the whole', (t) => {
  const whole = new Stages();
  const [one, other] = [new Stages(whole), new Stages(whole)];
  one.add('get', 0.5, 100);
  one.add('forward-backward', 2);
  other.add('get', 0.25, 10);
  t.deepEqual(whole.list(), [
    { name: 'get', seconds: 0.75, count: 2, bytes: 110 },
    { name: 'forward-backward', seconds: 2, count: 1, bytes: 0 },
  ]);
  t.deepEqual(one.attributes(), {
    'parallax.stage.get.seconds': 0.5,
    'parallax.stage.get.count': 1,
    'parallax.stage.get.bytes': 100,
    'parallax.stage.forward_backward.seconds': 2,
    'parallax.stage.forward_backward.count': 1,
  });
});

const mishaps: [what: string, happen: (key: string) => Promise<unknown>][] = [
  ['are gone', (key) => store.remove([key])],
  ['are corrupt', (key) => store.put(key, viewsOf({ start: 7, end: 8 }))],
];

for (const [what, happen] of mishaps) {
  test(`views that ${what} when they are read are asked for again, as often as it takes`, async (t) => {
    const source = await bench(t, async (key, time) => time < 6 && happen(key));
    const { views } = await readViews(source, { start: 5, end: 6 });
    t.deepEqual([views[0], source.asked], [5, [5, 5, 5, 5, 5, 5]]);
  });
}

test('views that are gone each time are given up after some time, and the job may be tried again', async (t) => {
  const source = await bench(t, (key) => store.remove([key]));
  const reading = readViews({ ...source, patience: 8_000 }, { start: 5, end: 6 });
  const error = await t.throwsAsync(reading, { instanceOf: ParallaxError });
  t.is(error?.reason, 'UNAVAILABLE');
  t.like(error?.metadata, { bucket: store.bucket, key: source.keys[0] });
  t.true(source.asked.length > 1);
});

test('a reader removes nothing that it did not find, as another may just have had it made', async (t) => {
  const own = await BlobStore.open(new Settings(stack.env));
  const removed: string[] = [];
  own.remove = async (keys) => void removed.push(...keys);
  own.removeCorrupt = async ({ metadata }) => void removed.push(`${metadata.key}`);
  const source = await bench(t, async (key, time) => time === 1 && store.remove([key]));
  const { views } = await readViews({ ...source, store: own }, { start: 5, end: 6 });
  t.deepEqual([views[0], removed], [5, []]);
});

for (const reason of ['OVERLOADED', 'UNAVAILABLE', 'DEADLINE'] as const) {
  test(`where augmentation answers ${reason} it is asked again, and whoever reads hears why it waits`, async (t) => {
    const source = await bench(t, async (_, time) => {
      if (time < 3) throw new ParallaxError(reason, 'not now', { metadata: { limit: '4 at once' } });
    });
    const waits: string[] = [];
    const { views } = await readViews({ ...source, onWait: (error) => waits.push(error.reason) }, { start: 5, end: 6 });
    t.is(views[0], 5);
    // gRPC asks again itself where a server is unavailable.
    t.true(waits.every((each) => each === reason) && (reason === 'UNAVAILABLE' || waits.length === 2));
  });
}

test('what augmentation refuses for good is not asked for again', async (t) => {
  const source = await bench(t, async () => {
    throw new ParallaxError('NOT_FOUND', 'there is no such dataset');
  });
  await t.throwsAsync(readViews(source, { start: 5, end: 6 }), { message: 'there is no such dataset' });
  t.is(source.asked.length, 1);
});

test('a reader that waits stops when its signal aborts', async (t) => {
  const stopping = new AbortController();
  const busy = async () => {
    throw new ParallaxError('OVERLOADED', 'not now');
  };
  const source = await bench(t, busy, stopping.signal);
  const onWait = () => stopping.abort(new ParallaxError('CANCELLED', 'enough'));
  await t.throwsAsync(readViews({ ...source, onWait }, { start: 5, end: 6 }), { message: 'enough' });
  t.is(source.asked.length, 1);
});

test('a blob that holds no views is data lost', async (t) => {
  const other = encodeSafetensors({ views: { dtype: 'F32', shape: [1], data: new Float32Array(1) } });
  const { client: augmentation } = await serveAugmentation(t, {
    augment: async () => ({ blob: await store.put('views/other.safetensors', other) }),
  });
  const source = { augmentation, store, signal: new AbortController().signal };
  const error = await t.throwsAsync(readViews(source, {}), { instanceOf: ParallaxError });
  t.like(error, { reason: 'BLOB_CORRUPT', metadata: { key: 'views/other.safetensors' } });
  t.regex(error?.message ?? '', /holds no views$/);
});

test('what a request throws comes where its views would', async (t) => {
  const source = await bench(t, async (_, time) => {
    if (time >= 3) throw new ParallaxError('INTERNAL', 'out of paint');
  });
  const seen: number[] = [];
  const read = async () => {
    for await (const { views } of streamViews(source, requests(5), 1)) seen.push(views[0] as number);
  };
  await t.throwsAsync(read, { message: 'out of paint' });
  t.deepEqual(seen, [0, 1]);
});

test('who leaves the loop, or aborts, calls off what is ahead', async (t) => {
  const calledOff: string[] = [];
  const { client: augmentation } = await serveAugmentation(t, {
    async augment(request, { signal }) {
      const { start = 0 } = request;
      if (start === 0) return { blob: await store.put(`views/${randomUUID()}.safetensors`, viewsOf(request)) };
      await once(signal, 'abort');
      calledOff.push(`${start}`);
      return {};
    },
  });
  const { signal } = new AbortController();
  for await (const { views } of streamViews({ augmentation, store, signal }, requests(5), 2)) {
    t.is(views[0], 0);
    break;
  }
  const stopping = new AbortController();
  const reading = (async () => {
    for await (const _ of streamViews({ augmentation, store, signal: stopping.signal }, requests(5), 2)) {
      stopping.abort(new ParallaxError('CANCELLED', 'enough'));
    }
  })();
  await t.throwsAsync(reading, { message: 'enough' });
  await until('four requests are called off', () => calledOff.length >= 4);
  t.deepEqual(calledOff.sort(), ['1', '1', '2', '2']);
});
