import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobRef } from '@parallax/blobs';
import type { AugmentResponse, RecipeInput } from '@parallax/contract';
import { connectNats, disconnect, EventLog } from '@parallax/nats';
import { readViews as readViewsOf, Stages, streamViews } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import { order, recipes, renderViews } from '@parallax/views';
import test from 'ava';
import { take } from '../support/take.js';
import { Bench, type Replica, request, sha256 } from './support/bench.js';

let bench: Bench;
let replica: Replica;
let digest: string;
const { signal } = new AbortController();

test.before(async () => {
  bench = await Bench.open();
  replica = await bench.serve();
  const { dataset } = await replica.client.importDataset({ name: 'cifar10' });
  digest = dataset?.sha256 ?? '';
});

test.after.always(() => bench?.close());

function refOf({ blob }: AugmentResponse): BlobRef {
  return blob as BlobRef;
}

const readViews = (changes = {}) =>
  readViewsOf({ augmentation: replica.client, store: bench.store, signal }, request(changes));

test('a blob holds the views that the kernels make, and which images they are of', async (t) => {
  const { views, shape, indices } = await readViews();
  t.deepEqual(shape, [8, 2, 32, 32, 3]);
  t.deepEqual([...indices], [...order({ count: 10_000, imageBytes: 3072, seed: 7, epoch: 3, dataset: digest }, 8, 16)]);
  const images = await readFile(join(bench.env.PARALLAX_DATA as string, 'test-images.u8'));
  const recipe = recipes['simclr-cifar'] as (typeof recipes)[string];
  const chosen = take(images, indices, 3072);
  const made = renderViews({ images: chosen, height: 32, width: 32, recipe, views: 2, seed: 7, epoch: 3, indices });
  t.is(sha256(views), sha256(made));
});

test("in the dataset's order, as they are: the identity recipe gives the dataset's own images", async (t) => {
  const { views, indices } = await readViews({
    recipe: { name: 'identity' },
    views: undefined,
    order: 'ORDER_DATASET',
    start: 9_998,
    end: 10_000,
  });
  t.deepEqual([...indices], [9_998, 9_999]);
  const images = await readFile(join(bench.env.PARALLAX_DATA as string, 'test-images.u8'));
  t.is(sha256(views), sha256(images.subarray(9_998 * 3072)));
});

test('the order is one of the first N images where a request says so', async (t) => {
  const { indices } = await readViews({ images: 20, start: 0, end: 20 });
  t.deepEqual(
    [...indices].sort((a, b) => a - b),
    Array.from({ length: 20 }, (_, index) => index),
  );
});

test('the same request gives the same blob, byte for byte, from any replica', async (t) => {
  const first = refOf(await replica.client.augment(request({ seed: 100 })));
  await bench.store.remove([first.key]);
  const other = await bench.serve({ PARALLAX_THREADS: '1' });
  const again = await other.client.augment(request({ seed: 100 }));
  t.false(again.reused);
  t.like(refOf(again), { key: first.key, sha256: first.sha256, size: first.size });
});

test('what is there already is answered from the store', async (t) => {
  const first = await replica.client.augment(request({ seed: 101 }));
  const second = await replica.client.augment(request({ seed: 101 }));
  t.deepEqual([first.reused, second.reused], [false, true]);
  t.true((first.renderSeconds ?? 0) > 0 && (first.storeSeconds ?? 0) > 0);
  t.like(second, { renderSeconds: 0, storeSeconds: 0 });
  t.like(refOf(second), { key: refOf(first).key, sha256: refOf(first).sha256, tensors: refOf(first).tensors });
});

test('every part of a request that changes its views changes their key', async (t) => {
  const changes = [
    { seed: 1 },
    { epoch: 1 },
    { views: 1 },
    { start: 9 },
    { end: 15 },
    { split: 'train' },
    { images: 100 },
  ];
  const more = [{ order: 'ORDER_DATASET' as const }, { recipe: { name: 'notebook' } }];
  const all = await Promise.all([{}, ...changes, ...more].map((change) => replica.client.augment(request(change))));
  t.is(new Set(all.map((each) => refOf(each).key)).size, all.length);
});

test('a recipe that is written out shares the views of the shipped one that it equals', async (t) => {
  const shipped = recipes['simclr-cifar'] as unknown as RecipeInput;
  const custom = { name: 'mine', operations: shipped.operations };
  const [a, b] = [await replica.client.augment(request()), await replica.client.augment(request({ recipe: custom }))];
  t.is(refOf(a).key, refOf(b).key);
});

test('views by other recipes come beside them, each as a tensor of its own, of its own size', async (t) => {
  const local = { name: 'local', operations: [{ randomResizedCrop: { size: 16, scale: { low: 0.1, high: 0.4 } } }] };
  const moreViews = [{ recipe: { name: 'notebook' } }, { recipe: local, views: 3 }];
  const { views, shape, more } = await readViews({ views: 1, moreViews });
  t.deepEqual(
    [shape, ...more.map((each) => each.shape)],
    [
      [8, 1, 32, 32, 3],
      [8, 1, 32, 32, 3],
      [8, 3, 16, 16, 3],
    ],
  );
  const [alone, both] = [await readViews({ views: 1 }), await readViews()];
  t.is(sha256(views), sha256(alone.views));
  // Views are counted over all groups: another one by the same recipe is as if one group had both.
  const again = await readViews({ views: 1, moreViews: [{ recipe: { name: 'simclr-cifar' } }] });
  const second = both.views.filter((_, at) => Math.floor(at / 3072) % 2 === 1);
  t.is(sha256(again.more[0]?.views as Uint8Array), sha256(second));
});

test('classes come with the views where they are asked for', async (t) => {
  const { labels, indices } = await readViews({ labels: true });
  const all = await readFile(join(bench.env.PARALLAX_DATA as string, 'test-labels.u8'));
  t.deepEqual(
    labels && [...labels],
    [...indices].map((index) => all[index] as number),
  );
  t.is((await readViews()).labels, undefined);
});

test('unset fields of an operation have the defaults that the contract states', async (t) => {
  const recipe = (crop: object) => ({ name: 'mine', operations: [{ randomResizedCrop: crop }] });
  const full = { size: 32, scale: { low: 0.08, high: 1 }, ratio: { low: 3 / 4, high: 4 / 3 } };
  const [a, b] = [await readViews({ recipe: recipe({}) }), await readViews({ recipe: recipe(full) })];
  t.is(sha256(a.views), sha256(b.views));
});

test.serial(
  'views that are handed out again count as new once they are a minute old, so that no sweep takes them',
  async (t) => {
    const { blob } = await replica.client.augment(request({ seed: 105 }));
    const modified = async () => {
      for await (const object of bench.store.list(blob?.key ?? '')) return object.modified.getTime();
      return 0;
    };
    const made = await modified();
    t.true((await replica.client.augment(request({ seed: 105 }))).reused);
    t.is(await modified(), made);
    const { now } = Date;
    t.teardown(() => {
      Date.now = now;
    });
    Date.now = () => now() + 90_000;
    t.true((await replica.client.augment(request({ seed: 105 }), { timeout: 300_000 })).reused);
    t.true((await modified()) > made);
  },
);

test('equal requests at the same time are rendered once, and the shard is told of once', async (t) => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => replica.client.augment(request({ seed: 102 }))));
  t.is(new Set(answers.map((answer) => answer.renderSeconds)).size, 1);
  const { key } = refOf(answers[0] as AugmentResponse);
  const connection = await connectNats(new Settings(bench.env));
  const log = await EventLog.open(connection);
  const told: unknown[] = [];
  const stopping = new AbortController();
  const last = refOf(await replica.client.augment(request({ seed: 103 }))).key;
  const handle = async (event: { subject?: string; type: string; data?: unknown }) => {
    if (event.subject === key) told.push(event);
    if (event.subject === last) stopping.abort();
  };
  await log.follow('augment-test', ['views.created'], handle, stopping.signal);
  await disconnect(connection);
  t.is(told.length, 1);
  t.like(told[0], {
    type: 'parallax.views.created',
    data: { key, dataset: 'cifar10', recipe: 'simclr-cifar', seed: 102 },
  });
});

test('whoever leaves does not take the views from those who still wait', async (t) => {
  const leaving = new AbortController();
  const left = replica.client.augment(request({ seed: 104, end: 2_000 }), { signal: leaving.signal });
  const stayed = replica.client.augment(request({ seed: 104, end: 2_000 }));
  setTimeout(() => leaving.abort(new Error('left')), 50);
  await t.throwsAsync(left, { message: 'left' });
  t.false((await stayed).reused);
});

test('a client outside can download a blob from its URL', async (t) => {
  const { blob } = await replica.client.augment(request());
  const response = await fetch(String(blob?.url));
  t.is(sha256(new Uint8Array(await response.arrayBuffer())), String(blob?.sha256));
});

const damages: Record<string, (ref: BlobRef, bytes: Uint8Array) => Promise<unknown>> = {
  'is gone': ({ key }) => bench.store.remove([key]),
  'was cut off': ({ key }, bytes) => bench.store.presignedPut(key).then((url) => put(url, bytes.subarray(0, 1_000))),
  'was written over': ({ key }) => bench.store.presignedPut(key).then((url) => put(url, Buffer.from('hello'))),
  'has one changed bit': ({ key }, bytes) => {
    const changed = Uint8Array.from(bytes);
    changed[bytes.length - 1] = (changed[bytes.length - 1] as number) ^ 1;
    return bench.store.presignedPut(key).then((url) => put(url, changed));
  },
};

async function put(url: string, bytes: Uint8Array): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: Buffer.from(bytes) });
  if (!response.ok) throw new Error(await response.text());
}

for (const [index, [what, damage]] of Object.entries(damages).entries()) {
  test(`views whose blob ${what} are made again`, async (t) => {
    const changes = { seed: 200 + index };
    const before = refOf(await replica.client.augment(request(changes)));
    const { views } = await readViews(changes);
    await damage(before, await bench.store.get(before));
    const again = await readViews(changes);
    t.is(sha256(again.views), sha256(views));
    t.like(await bench.store.stat(before.key), { sha256: before.sha256 });
  });
}

test('a stream of shards comes in order, and its stages are timed', async (t) => {
  const stages = new Stages();
  const shards = Array.from({ length: 8 }, (_, shard) => request({ epoch: 9, start: shard * 8, end: shard * 8 + 8 }));
  const indices: number[] = [];
  const source = { augmentation: replica.client, store: bench.store, signal, stages };
  for await (const shard of streamViews(source, shards)) indices.push(...shard.indices);
  t.deepEqual(indices, [...order({ count: 10_000, imageBytes: 3072, seed: 7, epoch: 9, dataset: digest }, 0, 64)]);
  const timed = stages.list();
  t.true(['augment', 'get'].every((name) => timed.some((stage) => stage.name === name && stage.count === 8)));
});
