import { gzipSync } from 'node:zlib';
import { openArrays } from '@parallax/data';
import test from 'ava';
import { idx, itemsOf, open, pixelsOf, refuses, sourceOf, titlesOf } from './support/arrays.js';

const images = idx([2, 1, 2], Buffer.from([10, 20, 30, 40]));
const labels = idx([2], Buffer.from([7, 0]));
const testImages = idx([1, 1, 2], Buffer.from([50, 60]));
const testLabels = idx([1], Buffer.from([9]));

const published = {
  'train-images-idx3-ubyte': images,
  'train-labels-idx1-ubyte': labels,
  't10k-images-idx3-ubyte': testImages,
  't10k-labels-idx1-ubyte': testLabels,
};

test('MNIST is grey pictures with digits for classes, in two splits', async (t) => {
  const format = await open(published);
  t.like(format, { name: 'idx', isPublished: true, classes: [...'0123456789'] });
  const items = await itemsOf(format);
  t.deepEqual(titlesOf(items), [
    ['train-images-idx3-ubyte#0', 'train', 7],
    ['train-images-idx3-ubyte#1', 'train', 0],
    ['t10k-images-idx3-ubyte#0', 'test', 9],
  ]);
  t.like(items[1]?.content, { kind: 'pixels', height: 1, width: 2 });
  t.deepEqual(items.map(pixelsOf), [
    [10, 10, 10, 20, 20, 20],
    [30, 30, 30, 40, 40, 40],
    [50, 50, 50, 60, 60, 60],
  ]);
});

test('its files may be compressed, have a dot in their names, and lie below a folder', async (t) => {
  const format = await open({
    'MNIST/raw/train-images.idx3-ubyte.gz': gzipSync(images),
    'MNIST/raw/train-labels.idx1-ubyte.gz': gzipSync(labels),
  });
  t.deepEqual(titlesOf(await itemsOf(format)), [
    ['MNIST/raw/train-images.idx3-ubyte.gz#0', 'train', 7],
    ['MNIST/raw/train-images.idx3-ubyte.gz#1', 'train', 0],
  ]);
});

test('where a file lies there plain and compressed, as torchvision leaves it, the plain one is read', async (t) => {
  const format = await open({ ...published, 'train-images-idx3-ubyte.gz': Buffer.from('never read') });
  t.is((await itemsOf(format)).length, 3);
});

test('pictures without labels have none, and a source without pictures is no IDX', async (t) => {
  const format = await open({ 'train-images-idx3-ubyte': images });
  t.deepEqual(titlesOf(await itemsOf(format))[0], ['train-images-idx3-ubyte#0', 'train', undefined]);
  t.is(await open({ 'train-labels-idx1-ubyte': labels, 'cat.jpg': images }), undefined);
});

test('Fashion-MNIST is known by the name of its folder', async (t) => {
  const format = await open(published, '/data/fashion-mnist');
  t.deepEqual([format?.classes?.[7], format?.classes?.[9]], ['Sneaker', 'Ankle boot']);
});

test('labels above 9 are classes of their number', async (t) => {
  const format = await open({ ...published, 't10k-labels-idx1-ubyte': idx([1], Buffer.from([46])) });
  t.deepEqual([format?.classes?.length, format?.classes?.at(-1)], [47, '46']);
});

test('a unit has at most 10,000 rows, and units that are read in order decompress a file once', async (t) => {
  const rows = Buffer.alloc(25_000 * 784, 1);
  // Noise, so that compressed it is long enough to be counted.
  for (let at = 0; at < rows.length; at += 7) rows[at] = (at * 2654435761) >>> 24;
  const file = gzipSync(idx([25_000, 28, 28], rows), { level: 1 });
  const source = sourceOf({ 'train-images-idx3-ubyte.gz': file });
  const format = await openArrays(source, await source.list());
  t.deepEqual(
    format?.units.map(({ name }) => name.split('#')[1]),
    ['0-9999', '10000-19999', '20000-24999'],
  );
  const [, second, third] = format?.units ?? [];
  const items = await itemsOf(format);
  t.is(items.length, 25_000);
  t.deepEqual(pixelsOf(items[24_999]).slice(-1), [rows.at(-1) as number]);
  t.true(source.bytesRead <= file.length, `${source.bytesRead} of ${file.length}`);
  // Any order, and at the same time, gives the same.
  const last = itemsOf({ ...(format as NonNullable<typeof format>), units: third ? [third] : [] });
  const middle = itemsOf({ ...(format as NonNullable<typeof format>), units: second ? [second] : [] });
  t.deepEqual((await last).at(-1), items[24_999]);
  t.deepEqual((await middle)[0], items[10_000]);
});

test('a signal ends the reading of a unit', async (t) => {
  const format = await open({ ...published, 'train-images-idx3-ubyte': idx([2, 1, 2], Buffer.alloc(4)) });
  const controller = new AbortController();
  const items = format?.units[0]?.read(controller.signal)[Symbol.asyncIterator]();
  t.false((await items?.next())?.done);
  controller.abort();
  await t.throwsAsync(async () => items?.next(), { any: true, name: 'AbortError' });
});

const refusals: Record<string, [Record<string, Uint8Array>, RegExp]> = {
  'pictures that are cut off': [
    { ...published, 'train-images-idx3-ubyte': images.subarray(0, -1) },
    /train-images-idx3-ubyte is broken or of another kind: it has 19 bytes, not the 20 that its header means/,
  ],
  'a header that is cut off': [{ 'train-images-idx3-ubyte': images.subarray(0, 7) }, /it is cut off after 7 bytes/],
  'a header that claims 2^96 pixels': [
    { 'train-images-idx3-ubyte': Buffer.concat([Buffer.from([0, 0, 8, 3]), Buffer.alloc(12, 0xff)]) },
    /it has 16 bytes, not the 7\.9\d*e\+28 that its header means/,
  ],
  'a compressed header that claims 2^96 pixels': [
    { 'train-images-idx3-ubyte.gz': gzipSync(Buffer.concat([Buffer.from([0, 0, 8, 3]), Buffer.alloc(12, 0xff)])) },
    /it can't have the 7\.9\d*e\+28 bytes/,
  ],
  'compressed pictures that are cut off': [
    { 'train-images-idx3-ubyte.gz': gzipSync(images).subarray(0, -9) },
    /it is no gzip: unexpected end of file/,
  ],
  'compressed pictures that are fewer than the header says': [
    { 'train-images-idx3-ubyte.gz': gzipSync(images.subarray(0, -1)) },
    /it is cut off after 19 bytes/,
  ],
  'a checksum that is wrong': [
    {
      'train-images-idx3-ubyte.gz': Buffer.from(
        gzipSync(images).map((byte, at, all) => (at === all.length - 8 ? byte ^ 1 : byte)),
      ),
    },
    /it is no gzip: incorrect data check/,
  ],
  'what is no gzip': [{ 'train-images-idx3-ubyte.gz': images }, /it is no gzip: incorrect header check/],
  'labels in the place of pictures': [
    { 'train-images-idx3-ubyte': labels },
    /it is cut off|it begins with 0x00000801, not with 0x00000803/,
  ],
  'pictures of floats': [
    { 'train-images-idx3-ubyte': Buffer.concat([Buffer.from([0, 0, 13, 3]), images.subarray(4)]) },
    /it begins with 0x00000d03/,
  ],
  'labels of another count': [
    { ...published, 'train-labels-idx1-ubyte': testLabels },
    /train-labels-idx1-ubyte .* it has 1 labels, and train-images-idx3-ubyte has 2 pictures/,
  ],
  'no pictures in it': [{ 'train-images-idx3-ubyte': idx([0, 28, 28], Buffer.alloc(0)) }, /it has 0 pictures of 28x28/],
  'the same part twice': [
    { ...published, 'b/train-images-idx3-ubyte': images },
    /train-images-idx3-ubyte .* b\/train-images-idx3-ubyte holds the train images as well/,
  ],
};

for (const [what, [files, message]] of Object.entries(refusals)) {
  test(`as MNIST, ${what} is refused`, async (t) => {
    await refuses(t, files, message);
  });
}
