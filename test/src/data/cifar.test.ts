import test from 'ava';
import { itemsOf, open, pixelsOf, refuses, titlesOf } from './support/arrays.js';
import { array, encoded, pickle, pickleOf, python3Batch, pythonBatch, short, text, uint64 } from './support/pickle.js';
import { type Arrays, binaryBatch, planes } from './support/release.js';

/** Two pictures whose pixels differ, with labels. */
function batch(...labels: number[]): Arrays {
  const images = Buffer.alloc(labels.length * 3072).map((_, at) => (at * 7 + (at >> 8)) & 0xff);
  return { images: Buffer.from(images), labels: Buffer.from(labels) };
}

const two = batch(3, 9);
const titles = (file: string, split: string): ReturnType<typeof titlesOf> => [
  [`${file}#0`, split, 3],
  [`${file}#1`, split, 9],
];

const metaOf = (key: string, names: string[]) =>
  pickle('}(', short(key), ']', ...names.flatMap((name) => [short(name), 'a']), 'u');

const fineRecords = Buffer.concat([
  Buffer.from([1, 3]),
  planes(two.images.subarray(0, 3072)),
  Buffer.from([2, 9]),
  planes(two.images.subarray(3072)),
]);

const versions: Record<string, [name: string, train: string, test: string, bytes: Buffer]> = {
  "CIFAR-10's binary version": ['cifar10', 'data_batch_1.bin', 'test_batch.bin', binaryBatch(two)],
  "CIFAR-10's Python version": ['cifar10', 'data_batch_1', 'test_batch', pythonBatch(two)],
  "CIFAR-100's binary version": ['cifar100', 'train.bin', 'test.bin', fineRecords],
};
for (const protocol of [3, 4, 5] as const) {
  for (const core of ['numpy.core', 'numpy._core'] as const) {
    const how = `by protocol ${protocol} and ${core}`;
    versions[`CIFAR-10's Python version ${how}`] = [
      'cifar10',
      'data_batch_1',
      'test_batch',
      python3Batch(two, 'labels', { protocol, core }),
    ];
    versions[`CIFAR-100's Python version ${how}`] = [
      'cifar100',
      'train',
      'test',
      python3Batch(two, 'fine_labels', { protocol, core }),
    ];
  }
}

for (const [what, [name, train, held, bytes]] of Object.entries(versions)) {
  test(`${what} is pictures of 32x32 with labels, in two splits`, async (t) => {
    const format = await open({ [`cifar/${held}`]: bytes, [`cifar/${train}`]: bytes, 'cifar/readme.html': bytes });
    t.like(format, { name, isPublished: true });
    t.is(format?.classes?.[9], name === 'cifar10' ? 'truck' : '9');
    const items = await itemsOf(format);
    t.deepEqual(titlesOf(items), [...titles(`cifar/${train}`, 'train'), ...titles(`cifar/${held}`, 'test')]);
    t.deepEqual(Buffer.from(pixelsOf(items[1])), two.images.subarray(3072));
  });
}

test('bytes that Python 3 wrote in protocol 2 are read as well', async (t) => {
  const dtype = array([2, 3072], Buffer.alloc(0));
  // The array as Python 2 writes it, up to its bytes.
  const before = dtype.subarray(0, dtype.indexOf('T', dtype.length - 7));
  const data = Buffer.concat([before, encoded(planes2()), Buffer.from('tb')]);
  const format = await open({ data_batch_1: pickle('}(', text('data'), data, text('labels'), ']K\x03aK\x09a', 'u') });
  const items = await itemsOf(format);
  t.deepEqual(titlesOf(items), titles('data_batch_1', 'train'));
  t.deepEqual(Buffer.from(pixelsOf(items[0])), two.images.subarray(0, 3072));
});

function planes2(): Buffer {
  return Buffer.concat([planes(two.images.subarray(0, 3072)), planes(two.images.subarray(3072))]);
}

test('the decoded arrays that set-up leaves are CIFAR-10, also without labels', async (t) => {
  const files = { 'train-images.u8': two.images, 'train-labels.u8': two.labels, 'test-images.u8': two.images };
  const items = await itemsOf(await open(files));
  t.deepEqual(titlesOf(items), [
    ['train-images.u8#0', 'train', 3],
    ['train-images.u8#1', 'train', 9],
    ['test-images.u8#0', 'test', undefined],
    ['test-images.u8#1', 'test', undefined],
  ]);
  t.deepEqual(Buffer.from(pixelsOf(items[1])), two.images.subarray(3072));
});

test('batches come in the order of their numbers, as many as there are', async (t) => {
  const files = Object.fromEntries([10, 9, 1].map((number) => [`data_batch_${number}.bin`, binaryBatch(batch(0))]));
  t.deepEqual(
    (await itemsOf(await open(files))).map(({ name }) => name),
    ['data_batch_1.bin#0', 'data_batch_9.bin#0', 'data_batch_10.bin#0'],
  );
});

test('the classes have the names that lie beside the batches', async (t) => {
  const names = Array.from({ length: 10 }, (_, label) => `class ${label}`);
  const binary = { 'data_batch_1.bin': binaryBatch(two), 'batches.meta.txt': Buffer.from(`${names.join('\n')}\n\n`) };
  t.deepEqual((await open(binary))?.classes, names);
  const python = { data_batch_1: pythonBatch(two), 'batches.meta': metaOf('label_names', names) };
  t.deepEqual((await open(python))?.classes, names);
  const fine = { 'train.bin': fineRecords, 'fine_label_names.txt': Buffer.from(names.join('\r\n')) };
  t.deepEqual((await open(fine))?.classes, names);
  const hundred = python3Batch(two, 'fine_labels', { protocol: 4, core: 'numpy._core' });
  t.deepEqual((await open({ train: hundred, meta: metaOf('fine_label_names', names) }))?.classes, names);
});

test('other files called train and test are no CIFAR-100', async (t) => {
  t.is(await open({ train: Buffer.from('a list of names'), test: Buffer.alloc(0) }), undefined);
});

test('a large batch is units of 10,000 rows', async (t) => {
  const format = await open({ 'train.bin': Buffer.alloc(3074 * 20_001) });
  t.deepEqual(
    format?.units.map(({ name }) => name),
    ['train.bin#0-9999', 'train.bin#10000-19999', 'train.bin#20000-20000'],
  );
});

test('a signal ends the reading of a batch', async (t) => {
  const format = await open({ 'data_batch_1.bin': binaryBatch(two) });
  await t.throwsAsync(itemsOf(format, AbortSignal.abort()), { any: true, name: 'AbortError' });
});

const dict = (data: Buffer, labels: string) => ({
  data_batch_1: pickle('}(', short('data'), data, short('labels'), labels, 'u'),
});
const one = array([1, 3072], Buffer.alloc(3072));

const refusals: Record<string, [Record<string, Uint8Array>, RegExp]> = {
  'a binary batch that is cut off': [
    { 'data_batch_1.bin': binaryBatch(two).subarray(1) },
    /data_batch_1\.bin is .* its 6145 bytes are no whole rows of 3073/,
  ],
  'a pickle that is cut off': [
    { data_batch_1: pythonBatch(two).subarray(0, -1000) },
    /data_batch_1 is .* it is cut off/,
  ],
  'arrays that are cut off': [{ 'train-images.u8': two.images.subarray(1) }, /no whole rows of 3072/],
  'labels of another count': [
    { 'train-images.u8': two.images, 'train-labels.u8': Buffer.alloc(3) },
    /train-labels\.u8 is .* it has 3 labels, and train-images\.u8 has 2 pictures/,
  ],
  'a label that is no class': [
    { 'data_batch_1.bin': binaryBatch(batch(0, 10)) },
    /the label of its row 1 is 10, and there are 10 classes/,
  ],
  'a pickled label of another kind': [dict(one, ']K\x01aK\x02a'), /its labels are no list of 1/],
  'a pickled label that is no number': [dict(one, ']]a'), /its labels are not all numbers from 0 to 255/],
  'a pickle of other keys': [
    { data_batch_1: python3Batch(two, 'fine', { protocol: 4, core: 'numpy.core' }) },
    /no list of 2/,
  ],
  'an empty batch': [{ 'data_batch_1.bin': Buffer.alloc(0) }, /its 0 bytes are no whole rows/],
  'a pickle whose bytes lie outside of it': [
    { data_batch_1: pickleOf(5, '\x97') },
    /it has opcode "\u0097", which CIFAR-10's batches have not/,
  ],
  'a pickle that calls a shell by protocol 4': [
    { data_batch_1: pickleOf(4, text('posix'), text('system'), '\x93', text('true'), '\x85R') },
    /it names posix\.system, which CIFAR-10's batches do not/,
  ],
  'a pickle that claims 2^60 bytes': [{ data_batch_1: pickleOf(4, '\x8e', uint64(2n ** 60n)) }, /it is cut off/],
  "an array of protocol 5 in Fortran's order": [
    {
      data_batch_1: Buffer.from(
        python3Batch(two, 'labels', { protocol: 5, core: 'numpy._core' }).toString('latin1').replace('CtR', 'FtR'),
        'latin1',
      ),
    },
    /its array is in Fortran's order/,
  ],
  'names of classes that are none': [
    { data_batch_1: pythonBatch(two), 'batches.meta': metaOf('other', ['a']) },
    /batches\.meta is .* it pickles no label_names/,
  ],
  'the same batch twice': [
    { 'a/test_batch.bin': binaryBatch(two), 'b/test_batch.bin': binaryBatch(two) },
    /b\/test_batch\.bin is .* a\/test_batch\.bin is the same part of cifar10/,
  ],
};

for (const [what, [files, message]] of Object.entries(refusals)) {
  test(`as CIFAR, ${what} is refused`, async (t) => {
    await refuses(t, files, message);
  });
}
