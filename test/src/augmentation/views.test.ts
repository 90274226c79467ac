import { Catalogue, SweepTurns, sweepViews } from '@parallax/augmentation-service';
import type { BlobRef } from '@parallax/blobs';
import { recordTelemetry, withSpan } from '@parallax/telemetry';
import test from 'ava';
import sharp from 'sharp';
import { Bench, type Replica, request } from './support/bench.js';

let bench: Bench;
let replica: Replica;

test.before(async () => {
  bench = await Bench.open();
  replica = await bench.serve();
  await replica.client.importDataset({ name: 'cifar10' });
});

test.after.always(() => bench?.close());

test.serial('ListRecipes gives the shipped recipes whole', async (t) => {
  const { recipes } = await replica.client.listRecipes({});
  t.deepEqual(
    recipes.map(({ name }) => name),
    ['notebook', 'simclr-cifar', 'simclr', 'moco', 'byol', 'byol-2', 'dino', 'dino-2', 'dino-local', 'identity'],
  );
  t.deepEqual(recipes[0]?.operations[4], { cutout: { length: 16 } });
  t.deepEqual(recipes[0]?.normalisation, { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] });
});

test.serial('Preview draws a row an image, in it the image and the views that Augment makes', async (t) => {
  const { png } = await replica.client.preview({
    split: 'test',
    recipe: { name: 'simclr-cifar' },
    indices: [5, 9],
    views: 3,
    seed: 7,
    epoch: 3,
  });
  const { data, info } = await sharp(png as Buffer)
    .raw()
    .toBuffer({ resolveWithObject: true });
  t.deepEqual([info.width, info.height, info.channels], [2 + 4 * 34, 2 + 2 * 34, 3]);
  const cell = (row: number, column: number) =>
    Buffer.concat(
      Array.from({ length: 32 }, (_, line) => {
        const start = ((2 + row * 34 + line) * info.width + 2 + column * 34) * 3;
        return data.subarray(start, start + 96);
      }),
    );
  const ref = async (recipe: string, views: number) => {
    const asked = request({ recipe: { name: recipe }, views, order: 'ORDER_DATASET', start: 5, end: 10 });
    const { views: tensor } = await bench.store.getTensors((await replica.client.augment(asked)).blob as BlobRef);
    return Buffer.from(tensor?.data as Uint8Array);
  };
  const [images, views] = [await ref('identity', 1), await ref('simclr-cifar', 3)];
  t.true(cell(1, 0).equals(images.subarray(4 * 3072)));
  t.true(cell(0, 3).equals(views.subarray(2 * 3072, 3 * 3072)));
  t.true(cell(1, 2).equals(views.subarray((4 * 3 + 1) * 3072, (4 * 3 + 2) * 3072)));
});

test.serial('a call is one trace, from the client through rendering to the object store', async (t) => {
  const recorder = recordTelemetry('parallax-test');
  t.teardown(() => recorder.stop());
  await withSpan('experiment', {}, () => replica.client.augment(request({ seed: 300 })));
  const spans = recorder.spans();
  const names = ['render views', 'store views', 'S3/PutObject', 'parallax.v1.AugmentationService/Augment'];
  const experiment = spans.find(({ name }) => name === 'experiment');
  for (const name of names) t.is(spans.find((span) => span.name === name)?.traceId, experiment?.traceId, name);
  const metrics = await recorder.metrics();
  t.like(metrics.get('parallax.views.rendered')?.[0], { value: 16 });
  t.like(metrics.get('parallax.views.render.duration')?.[0], { value: { count: 1 } });
});

test.serial('views of CIFAR-10 lie where they have always lain', async (t) => {
  const { blob } = await replica.client.augment(request());
  t.is(blob?.key, 'views/4124ea0f954206f6aab49425235f4eb213028f6ee1070d55c3a4318ac62e3e74.safetensors');
});

test.serial('two datasets without classes that differ in where train ends have views of their own', async (t) => {
  const pixels = (first: number, count: number) =>
    Uint8Array.from({ length: count * 3072 }, (_, at) => (first + Math.floor(at / 3072)) * 20);
  const put = async (first: number, count: number) => {
    const images = { dtype: 'U8' as const, shape: [count, 32, 32, 3], data: pixels(first, count) };
    return { count, shards: [{ count, images: await bench.store.putTensors('datasets/blobs', { images }) }] };
  };
  const firstOfTest = async (train: number) => {
    const name = `border-${train}`;
    // The same images in the same order: so the sha256 over them is the same too.
    const record = { sha256: '0'.repeat(64), height: 32, width: 32, classes: [] };
    const splits = { train: await put(0, train), test: await put(train, 10 - train) };
    await new Catalogue(bench.store).give(name, { ...record, splits }, { replace: true });
    const asked = request({ dataset: { name }, recipe: { name: 'identity' }, views: 1, order: 'ORDER_DATASET' });
    const { blob } = await replica.client.augment({ ...asked, start: 0, end: 1 });
    return (await bench.store.getTensors(blob as BlobRef)).views?.data[0];
  };
  t.deepEqual([await firstOfTest(8), await firstOfTest(9)], [160, 180]);
});

/** Without the time for which views that were just made or handed out are spared. */
const unspared = { spared: 0 };

async function viewKeys(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of bench.store.list('views/')) keys.push(key);
  return keys.sort();
}

test.serial('sweeping keeps what fits the budget, and the oldest go first', async (t) => {
  await sweepViews(bench.store, { bytes: 1, hours: 24 }, unspared);
  t.deepEqual(await viewKeys(), []);
  const made: BlobRef[] = [];
  for (const seed of [400, 401, 402]) {
    made.push((await replica.client.augment(request({ seed }))).blob as BlobRef);
    // The store keeps times to the millisecond at best.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const [first, ...rest] = made;
  const two = rest.reduce((sum, { size }) => sum + size, 0);
  t.is(await sweepViews(bench.store, { bytes: two, hours: 24 }, unspared), 1);
  t.deepEqual(await viewKeys(), rest.map(({ key }) => key).sort());
  t.is(await sweepViews(bench.store, { bytes: two, hours: 24 }, unspared), 0);
  t.false((await replica.client.augment(request({ seed: 400 }))).reused);
  t.is(first?.key, (await replica.client.augment(request({ seed: 400 }))).blob?.key);
});

test.serial('sweeping removes what is too old, and touches nothing but views', async (t) => {
  await replica.client.augment(request({ seed: 500 }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.true((await sweepViews(bench.store, { bytes: Number.MAX_SAFE_INTEGER, hours: 1e-9 }, unspared)) > 0);
  t.deepEqual(await viewKeys(), []);
  await t.notThrowsAsync(replica.client.getDataset({ name: 'cifar10' }));
  await t.notThrowsAsync(replica.client.augment(request({ seed: 500 })));
});

test.serial('views that were made or handed out within the last minutes stay, whatever the budget says', async (t) => {
  await sweepViews(bench.store, { bytes: 1, hours: 24 }, unspared);
  const { blob } = await replica.client.augment(request({ seed: 600 }));
  t.is(await sweepViews(bench.store, { bytes: 1, hours: 1e-9 }), 0);
  t.deepEqual(await viewKeys(), [blob?.key]);
});

test.serial('a sweep goes by the time of the store, not by the clock of its process', async (t) => {
  await replica.client.augment(request({ seed: 601 }));
  const { now } = Date;
  t.teardown(() => {
    Date.now = now;
  });
  const removed: number[] = [];
  for (const hours of [-1, 1]) {
    Date.now = () => now() + hours * 3_600_000;
    removed.push(await sweepViews(bench.store, { bytes: Number.MAX_SAFE_INTEGER, hours: 0.5 }));
  }
  t.deepEqual(removed, [0, 0]);
});

test.serial('replicas take turns: whoever sees that another has swept since it looked last does not', async (t) => {
  const budget = { bytes: Number.MAX_SAFE_INTEGER, hours: 24 };
  const [one, other] = [new SweepTurns(bench.store, budget), new SweepTurns(bench.store, budget)];
  const swept = async (turns: SweepTurns) => (await turns.take()) !== undefined;
  // What has just begun doesn't know when the last sweep was.
  t.deepEqual([await swept(one), await swept(other)], [false, false]);
  t.deepEqual([await swept(one), await swept(other)], [true, false]);
  t.deepEqual([await swept(other), await swept(one)], [true, false]);
});
