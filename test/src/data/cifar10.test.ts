import { datasetDigest, folderSource, loadCifar10, type Source } from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import { setUp } from '@parallax/local';
import test from 'ava';
import { invalid } from '../support/errors.js';
import { pythonBatch } from './support/pickle.js';
import { batches, binaryBatch } from './support/release.js';

/** Over train images, train labels, test images and test labels of the release. */
const digest = '80387ddb9a0edf3fc4a964ee3770296169bb26a651050df20035579673099660';

function sourceOf(files: Map<string, Uint8Array>): Source {
  return { field: 'prefix', value: 'here', read: async (name) => files.get(name), list: async () => [] };
}

let binary: Map<string, Buffer>;

test.before(async () => {
  binary = await batches(binaryBatch, '.bin');
});

test('CIFAR-10 loads from the decoded arrays that set-up leaves', async (t) => {
  const { cifar10: folder } = await setUp({ parts: ['cifar10'] });
  const dataset = await loadCifar10(folderSource(folder as string));
  t.is(datasetDigest(dataset), digest);
  const { train, test } = dataset.splits;
  t.deepEqual([train.count, train.images.length, test.count], [50_000, 50_000 * 3072, 10_000]);
  // The first training images are a frog and two trucks, and every class has its tenth.
  t.deepEqual(
    [...train.labels.subarray(0, 3)].map((label) => dataset.classes[label]),
    ['frog', 'truck', 'truck'],
  );
  const perClass = dataset.classes.map((_, label) => train.labels.filter((each) => each === label).length);
  t.deepEqual(perClass, Array(10).fill(5_000));
});

test('CIFAR-10 loads from the original binary batches', async (t) => {
  t.is(datasetDigest(await loadCifar10(sourceOf(binary))), digest);
});

test('CIFAR-10 loads from the original Python batches', async (t) => {
  t.is(datasetDigest(await loadCifar10(sourceOf(await batches(pythonBatch, '')))), digest);
});

const refusals: [what: string, spoil: (files: Map<string, Uint8Array>) => void, message: RegExp][] = [
  [
    'none of its files',
    (files) => files.clear(),
    /must hold CIFAR-10: train-images\.u8, data_batch_1\.bin or data_batch_1/,
  ],
  ['half of its files', (files) => files.delete('data_batch_5.bin'), /must hold CIFAR-10/],
  [
    'a batch that is cut off',
    (files) => files.set('data_batch_2.bin', (files.get('data_batch_2.bin') as Uint8Array).subarray(1)),
    /data_batch_2\.bin is no batch of it: its 30729999 bytes are no whole records of 3073/,
  ],
  [
    'a pixel that was changed',
    (files) => {
      const changed = Buffer.from(files.get('test_batch.bin') as Uint8Array);
      changed[5] = (changed[5] as number) ^ 1;
      files.set('test_batch.bin', changed);
    },
    /its test images have SHA-256 [0-9a-f]{64}, not f9b1e213/,
  ],
  [
    'another dataset under its names',
    (files) => files.set('train-images.u8', Buffer.alloc(3072)).set('train-labels.u8', Buffer.alloc(1)),
    /its train images have SHA-256/,
  ],
];

for (const [what, spoil, message] of refusals) {
  test(`a source with ${what} is refused, by the field that named it`, async (t) => {
    const files = new Map<string, Uint8Array>(binary);
    spoil(files);
    const error = await t.throwsAsync(loadCifar10(sourceOf(files)), { instanceOf: ParallaxError });
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'prefix', value: 'here' } });
    t.regex(error.message, message);
  });
}

test('a folder that is not there holds no dataset', async (t) => {
  const error = await t.throwsAsync(loadCifar10(folderSource('/nowhere')));
  t.like(error, invalid('folder', '/nowhere'));
});
