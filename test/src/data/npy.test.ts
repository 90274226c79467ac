import { randomBytes } from 'node:crypto';
import { openArrays } from '@parallax/data';
import test from 'ava';
import { itemsOf, npy, npyOf, open, pixelsOf, refuses, sourceOf, titlesOf, zip } from './support/arrays.js';

/** Two pictures of 1x2, as NHWC. */
const rgb = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const images = npy([2, 1, 2, 3], rgb);
const labels = npy([2], Buffer.from([4, 0]));

test('an x and a y are pictures with labels, whose classes are numbers', async (t) => {
  const format = await open({ 'x.npy': images, 'y.npy': labels });
  t.like(format, { name: 'npy', isPublished: true, classes: ['0', '1', '2', '3', '4'] });
  const items = await itemsOf(format);
  t.deepEqual(titlesOf(items), [
    ['x.npy#0', undefined, 4],
    ['x.npy#1', undefined, 0],
  ]);
  t.like(items[0]?.content, { kind: 'pixels', height: 1, width: 2 });
  t.deepEqual(items.map(pixelsOf), [[...rgb.subarray(0, 6)], [...rgb.subarray(6)]]);
});

const namings: Record<string, [train: [string, string], test: [string, string]]> = {
  'x_train and y_train': [
    ['x_train', 'y_train'],
    ['x_test', 'y_test'],
  ],
  'X_train and y_train': [
    ['X_train', 'y_train'],
    ['X_test', 'y_test'],
  ],
  'train_images and train_labels': [
    ['train_images', 'train_labels'],
    ['test_images', 'test_labels'],
  ],
  'train_x and train_y': [
    ['train_x', 'train_y'],
    ['test_x', 'test_y'],
  ],
  'train-images and train-labels': [
    ['train-images', 'train-labels'],
    ['test-images', 'test-labels'],
  ],
  'folders of images and labels': [
    ['train/images', 'train/labels'],
    ['test/images', 'test/labels'],
  ],
};

for (const [what, [train, held]] of Object.entries(namings)) {
  test(`${what} are the training split, and the like of test the test split`, async (t) => {
    const files = Object.fromEntries(
      [train, held].flatMap(([x, y]) => [
        [`set/${x}.npy`, images],
        [`set/${y}.npy`, labels],
      ]),
    );
    t.deepEqual(titlesOf(await itemsOf(await open(files))), [
      [`set/${train[0]}.npy#0`, 'train', 4],
      [`set/${train[0]}.npy#1`, 'train', 0],
      [`set/${held[0]}.npy#0`, 'test', 4],
      [`set/${held[0]}.npy#1`, 'test', 0],
    ]);
  });
}

for (const deflated of [false, true]) {
  const how = deflated ? 'deflated' : 'stored';
  test(`an NPZ whose members are ${how}, as Keras and MedMNIST write it, has splits, and validation joins training`, async (t) => {
    const members = { 'train_images.npy': images, 'train_labels.npy': labels, 'test_images.npy': images };
    const more = {
      'test_labels.npy': labels,
      'val_images.npy': images,
      'val_labels.npy': npy([2, 1], Buffer.from([5, 6])),
    };
    const format = await open({ 'pathmnist.npz': zip({ ...members, ...more }, { deflated }) });
    t.is(format?.classes?.length, 7);
    const items = await itemsOf(format);
    t.deepEqual(titlesOf(items), [
      ['pathmnist.npz/train_images#0', 'train', 4],
      ['pathmnist.npz/train_images#1', 'train', 0],
      ['pathmnist.npz/val_images#0', 'train', 5],
      ['pathmnist.npz/val_images#1', 'train', 6],
      ['pathmnist.npz/test_images#0', 'test', 4],
      ['pathmnist.npz/test_images#1', 'test', 0],
    ]);
    t.deepEqual(pixelsOf(items[3]), [...rgb.subarray(6)]);
  });
}

test('what is called val is the test split where nothing else is called test', async (t) => {
  const arrays = { 'x_train.npy': images, 'y_train.npy': labels, 'x_val.npy': images, 'y_val.npy': labels };
  const splitsOf = async (files: Record<string, Uint8Array>) =>
    (await itemsOf(await open(files))).map(({ name, split }) => [name, split]);
  const [train, val] = ['x_train.npy', 'x_val.npy'].map((name) => [`${name}#0`, `${name}#1`]) as [string[], string[]];
  t.deepEqual(await splitsOf(arrays), [...train.map((name) => [name, 'train']), ...val.map((name) => [name, 'test'])]);
  const more = await splitsOf({ ...arrays, 'x_test.npy': images });
  t.deepEqual(
    more.slice(0, 4),
    [...train, ...val].map((name) => [name, 'train']),
  );
});

test('an NPZ may be called after its split', async (t) => {
  const npz = zip({ 'images.npy': images });
  t.deepEqual(
    (await itemsOf(await open({ 'train.npz': npz, 'test.npz': npz }))).map(({ split }) => split),
    ['train', 'train', 'test', 'test'],
  );
});

test('a single array of any name is pictures without labels or classes', async (t) => {
  const format = await open({ 'galaxies.npy': images });
  t.is(format?.classes, undefined);
  t.deepEqual(titlesOf(await itemsOf(format))[1], ['galaxies.npy#1', undefined, undefined]);
  t.is((await open({ 'galaxies.npz': zip({ 'arr_0.npy': images }) }))?.units.length, 1);
  t.is(await open({ 'galaxies.npy': images, 'embeddings.npy': images }), undefined);
});

const layouts: Record<string, [shape: number[], first: number[]]> = {
  'grey, [N, H, W],': [
    [6, 1, 2],
    [1, 1, 1, 2, 2, 2],
  ],
  'grey, [N, H, W, 1],': [
    [6, 1, 2, 1],
    [1, 1, 1, 2, 2, 2],
  ],
  'grey, [N, 1, H, W],': [
    [6, 1, 1, 2],
    [1, 1, 1, 2, 2, 2],
  ],
  'planes, [N, 3, H, W],': [
    [2, 3, 1, 2],
    [1, 3, 5, 2, 4, 6],
  ],
  'what could be both, [N, 3, H, 3],': [
    [1, 3, 1, 3],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  ],
};

for (const [what, [shape, first]] of Object.entries(layouts)) {
  test(`${what} comes as RGB`, async (t) => {
    const values = shape.reduce((product, size) => product * size, 1);
    const items = await itemsOf(await open({ 'x.npy': npy(shape, rgb.subarray(0, values)) }));
    t.is(items.length, shape[0] as number);
    t.deepEqual(pixelsOf(items[0]), first);
  });
}

const integers: Record<string, Buffer> = {
  '|u1': Buffer.from([4, 0]),
  '|i1': Buffer.from([4, 0]),
  '<i2': Buffer.from([4, 0, 0, 0]),
  '>u2': Buffer.from([0, 4, 0, 0]),
  '<i4': Buffer.from(Int32Array.of(4, 0).buffer),
  '<i8': Buffer.from(BigInt64Array.of(4n, 0n).buffer),
  '>i8': Buffer.from(BigInt64Array.of(4n, 0n).buffer).swap64(),
};

for (const [descr, bytes] of Object.entries(integers)) {
  for (const version of [1, 2, 3]) {
    test(`labels may be ${descr} in an NPY file of version ${version}`, async (t) => {
      const items = await itemsOf(await open({ 'x.npy': images, 'y.npy': npy([2], bytes, { descr, version }) }));
      t.deepEqual(
        items.map(({ label }) => label),
        [4, 0],
      );
    });
  }
}

test('units are of 64 MiB of pixels at most, and are read by ranges', async (t) => {
  const source = sourceOf({ 'x.npy': npy([30, 2048, 2048], Buffer.alloc(30 << 22)) });
  const format = await openArrays(source, await source.list());
  t.deepEqual(
    format?.units.map(({ name }) => name),
    ['x.npy#0-4', 'x.npy#5-9', 'x.npy#10-14', 'x.npy#15-19', 'x.npy#20-24', 'x.npy#25-29'],
  );
  source.bytesRead = 0;
  for await (const item of format?.units[3]?.read() ?? []) {
    t.is(item.name, 'x.npy#15');
    break;
  }
  t.is(source.bytesRead, 1 << 22);
});

test('labels beside other files are no dataset of arrays', async (t) => {
  t.is(await open({ 'labels.npy': labels, 'cats/1.jpg': rgb }), undefined);
});

test('what the source throws is thrown on as it is', async (t) => {
  // Noise of several chunks, so that an opened member is not in memory yet.
  const picture = npy([6, 1024, 1024, 3], randomBytes(18 << 20));
  const sources: Record<string, Uint8Array>[] = [
    { 'x.npy': picture },
    { 'a.npz': zip({ 'x.npy': picture }, { deflated: true }) },
  ];
  for (const files of sources) {
    const source = sourceOf(files);
    const lost = new Error('the store is gone');
    let isLost = false;
    const listed = (await source.list()).map((file) => ({
      ...file,
      readRange: async (start: number, end: number) => (isLost ? Promise.reject(lost) : file.readRange(start, end)),
    }));
    const format = await openArrays(source, listed);
    isLost = true;
    t.is(await t.throwsAsync(itemsOf(format)), lost);
    t.is(await t.throwsAsync(openArrays(source, listed)), lost);
  }
});

test('a signal ends the opening', async (t) => {
  const source = sourceOf({ 'x.npy': images, 'y.npy': labels });
  const files = await source.list();
  await t.throwsAsync(openArrays(source, files, AbortSignal.abort()), { any: true, name: 'AbortError' });
});

const dict = (text: string) => ({ 'x.npy': npyOf(text, rgb) });

const refusals: Record<string, [Record<string, Uint8Array>, RegExp]> = {
  'an array that is cut off': [{ 'x.npy': images.subarray(0, -1) }, /x\.npy .* it has 139 bytes, not the 140 that/],
  'a member that is cut off': [
    { 'a.npz': zip({ 'x.npy': images.subarray(0, -1) }, { deflated: true }) },
    /a\.npz\/x is .* it can't have the 140 bytes|it is cut off/,
  ],
  'an array of 2^60 rows': [{ 'x.npy': npy([2n ** 60n, 28, 28], rgb) }, /it can't have the shape/],
  'an array of as many rows as can be counted': [
    { 'x.npy': npy([2 ** 40, 32, 32], rgb) },
    /not the 1125899906842752 that its header means/,
  ],
  'a member of 2^40 rows': [
    { 'a.npz': zip({ 'x.npy': npy([2 ** 40, 32, 32], rgb) }, { deflated: true }) },
    /it can't have the 1125899906842752 bytes/,
  ],
  'pictures larger than a unit': [{ 'x.npy': npy([1, 8192, 8192], Buffer.alloc(1 << 26)) }, /larger than 64 MiB/],
  'pictures of floats': [{ 'x.npy': npy([1, 1, 3], rgb, { descr: '<f4' }) }, /its images are f4 and not u1/],
  'pictures of other integers': [{ 'x.npy': npy([1, 2, 3], rgb, { descr: '<i2' }) }, /its images are i2 and not u1/],
  'an array of flat rows': [{ 'x.npy': npy([2, 6], rgb) }, /its images have the shape \[2,6\]/],
  'an array of two channels': [{ 'x.npy': npy([1, 2, 3, 2], rgb) }, /its images have the shape \[1,2,3,2\]/],
  'an array without a row': [{ 'x.npy': npy([0, 28, 28], Buffer.alloc(0)) }, /it has 0 pictures of 28x28/],
  "an array in Fortran's order": [{ 'x.npy': npy([2, 2, 3], rgb, { fortran: 'True' }) }, /in Fortran's order/],
  "an array of Python's objects": [{ 'x.npy': npy([12], rgb, { descr: '|O' }) }, /Python's objects, a pickle/],
  'an array of records': [
    dict("{'descr': [('r', '|u1')], 'fortran_order': False, 'shape': (12,), }"),
    /its header is "\{'descr': \[\('r'/,
  ],
  'a header that computes': [dict("{'descr': '|u1', 'fortran_order': False, 'shape': (2*1, 2, 3), }"), /its header is/],
  'a header that says something twice': [
    dict("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 3), }"),
    /its header is/,
  ],
  'a header that lacks something': [dict("{'descr': '|u1', 'shape': (2, 2, 3), }"), /its header lacks/],
  'a header that goes on': [
    dict("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 3), } or exit()"),
    /its header is/,
  ],
  'a version of the future': [{ 'x.npy': npy([2, 2, 3], rgb, { version: 4 }) }, /of version 4, not 1 to 3/],
  'a header without an end': [
    { 'x.npy': Buffer.concat([npy([2, 2, 3], rgb, { version: 2 }).subarray(0, 8), Buffer.alloc(9, 0xff)]) },
    /its header has 4294967295 bytes/,
  ],
  'what is no NPY': [{ 'x.npy': Buffer.alloc(100) }, /it does not begin as an NPY file/],
  nothing: [{ 'x.npy': Buffer.alloc(0) }, /it is cut off after 0 bytes/],
  'what is no zip': [{ 'a.npz': images }, /a\.npz is .* it is no zip/],
  'an encrypted zip': [{ 'a.npz': zip({ 'x.npy': images }, { deflated: true, encrypted: true }) }, /it is encrypted/],
  'labels of another count': [
    { 'x.npy': images, 'y.npy': npy([3], rgb.subarray(0, 3)) },
    /it has 3 labels, and x\.npy has 2/,
  ],
  'labels of many columns': [
    { 'x.npy': images, 'y.npy': npy([2, 2], rgb.subarray(0, 4)) },
    /labels have the shape \[2,2\]/,
  ],
  'labels of floats': [{ 'x.npy': images, 'y.npy': npy([2], rgb.subarray(0, 8), { descr: '<f4' }) }, /labels are f4/],
  'labels of text': [
    { 'x.npy': images, 'y.npy': npy([2], rgb.subarray(0, 8), { descr: '<U1' }) },
    /its labels are U1 and no integers/,
  ],
  'a label above 65,535': [
    { 'x.npy': images, 'y.npy': npy([2], Buffer.from(Uint32Array.of(1, 65_536).buffer), { descr: '<u4' }) },
    /y\.npy .* its label 1 is 65536, not from 0 to 65535/,
  ],
  'a label below 0': [
    { 'x.npy': images, 'y.npy': npy([2], Buffer.from(BigInt64Array.of(-1n, 0n).buffer), { descr: '<i8' }) },
    /its label 0 is -1,/,
  ],
  'labels without pictures': [{ 'y_train.npy': labels, 'x_test.npy': images }, /no images beside these labels/],
  'the same part twice': [{ 'x.npy': images, 'images.npy': images }, /images\.npy holds its images as well/],
};

for (const [what, [files, message]] of Object.entries(refusals)) {
  test(`as NumPy's arrays, ${what} is refused`, async (t) => {
    await refuses(t, files, message);
  });
}
