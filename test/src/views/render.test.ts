import { createHash } from 'node:crypto';
import { KERNELS_VERSION, type Recipe, recipes, renderViews, type ViewsRequest, viewSize } from '@parallax/views';
import test from 'ava';
import { images } from '../parity/formula.js';
import { take } from '../support/take.js';

const COUNT = 8;

const request: ViewsRequest = {
  images: images(COUNT, 32, 300),
  height: 32,
  width: 32,
  recipe: recipes.notebook as Recipe,
  views: 2,
  seed: 7,
  epoch: 3,
  indices: Int32Array.from({ length: COUNT }, (_, index) => index),
};

const VIEW = 32 * 32 * 3;

/** The request for some of its images, an index at a time. */
function requestFor(...indices: number[]): ViewsRequest {
  return { ...request, images: take(request.images, indices, VIEW), indices: Int32Array.from(indices) };
}

/** Every operation, on sides that no shipped recipe has. */
const everything: Recipe = {
  name: 'everything',
  operations: [
    { randomResizedCrop: { size: 19, scale: { low: 0.5, high: 1 }, ratio: { low: 0.5, high: 2 } } },
    { randomAffine: { degrees: { low: -180, high: 180 }, translateX: 0.3, translateY: 0.2 } },
    { cutout: { length: 5 } },
    { randomHorizontalFlip: { probability: 0.5 } },
    { colorJitter: { brightness: 1.2, contrast: 0.7, saturation: 1.5, hue: 0.5, probability: 0.9 } },
    { randomGrayscale: { probability: 0.3 } },
  ],
  normalisation: { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] },
};

/** What changes levels, or erases them. */
const levels: Recipe = {
  ...everything,
  name: 'levels',
  operations: [
    { randomPosterize: { bits: 5, probability: 0.5 } },
    { randomEqualize: { probability: 0.5 } },
    {
      randomErasing: { scale: { low: 0.02, high: 0.33 }, ratio: { low: 0.3, high: 3.3 }, value: 0.3, probability: 0.5 },
    },
    { randomSolarize: { threshold: 0.6, probability: 0.5 } },
  ],
};

// The keys of stored views hold the kernels' version: whoever changes these bytes raises it, and these with it.
const golden: Record<string, string> = {
  notebook: 'b0c35babf6b32521570cf4ccf211a7d71daae1218ac247ff9d7a38d65c881123',
  'simclr-cifar': '2198c7bbecc0c2bb29baa18646773b30272e098d21c12e3dcc7b7457bce04845',
  simclr: '5eaf98631b7c952fbbd96e8eba0f9240635b6505aec6bec4b14b5bb941de8218',
  moco: '881de7c2a747c9006cf4c514a6a40dac5f010b535d51d303184bc6b7c32643da',
  byol: '4b419fa9b15bce0f9c7922045ad6ce5074ec1f1d00a13b88c8f3e620b8b5ec5b',
  'byol-2': '7bf886fb50740f5b760e43ebb125545d915c97f566ef364ee5dc7fd7e82af4b3',
  dino: 'c8420a83bd80e75a35d5cef45a0aed9d8ff76aa0d1160fd8f67a145e058fc034',
  'dino-2': 'd223b9da07d9b77b72e6bb0f5bce2a4ceaf63ecca1917d2bd43d3f8ea148f1b0',
  'dino-local': 'a728c2f4a687aad4031b1e4f35bbd3c8e91b9c9c8d0768ffadd0e9ade361908e',
  identity: 'e08eb74f35b25cb51495565920a0e1ac0dfdc90f5cefbbf394da983227dfc736',
  levels: '01c25d22f5d481ac3ded0fa52bfedb599224b8b6c79089bb97a0fbf0111d9c04',
  everything: '840a7753bc33553319b3d7f4274f0719a4a125dbbbdd7ed8c59f79d0aba55ef0',
};

test('the golden views are those of this version of the kernels', (t) => {
  t.is(KERNELS_VERSION, 1);
});

for (const recipe of [...Object.values(recipes), levels, everything]) {
  test(`views of ${recipe.name} are, byte for byte, what they have always been`, (t) => {
    const views = renderViews({ ...request, recipe });
    t.is(createHash('sha256').update(views).digest('hex'), golden[recipe.name] as string);
  });
}

test('identity’s views are the images', (t) => {
  const views = renderViews({ ...request, recipe: recipes.identity as Recipe, views: 1 });
  t.is(Buffer.compare(views, request.images), 0);
});

test('a view is the same whatever is rendered beside it', (t) => {
  const all = renderViews(request);
  const indices = [5, 2, 5];
  const some = renderViews(requestFor(...indices));
  indices.forEach((image, row) => {
    const here = some.subarray(row * 2 * VIEW, (row + 1) * 2 * VIEW);
    t.is(Buffer.compare(here, all.subarray(image * 2 * VIEW, (image + 1) * 2 * VIEW)), 0);
  });
  const first = renderViews({ ...requestFor(2), views: 1 });
  t.is(Buffer.compare(first, all.subarray(4 * VIEW, 5 * VIEW)), 0);
});

test('seed, epoch, image and view each change a view', (t) => {
  const same = { ...request, images: new Uint8Array(VIEW).map((_, at) => at % 251), views: 2 };
  const digests = [
    { ...same, indices: Int32Array.of(0) },
    { ...same, indices: Int32Array.of(1) },
    { ...same, indices: Int32Array.of(0), seed: 8 },
    { ...same, indices: Int32Array.of(0), epoch: 4 },
  ].flatMap((each) => {
    const views = renderViews(each);
    return [views.subarray(0, VIEW), views.subarray(VIEW)].map((view) =>
      createHash('sha256').update(view).digest('hex'),
    );
  });
  t.is(new Set(digests).size, digests.length);
});

test('oblong images keep their size where nothing crops them, and have the last crop’s where something does', (t) => {
  const oblong = { ...request, images: images(1, 40, 300).subarray(0, 24 * 40 * 3), height: 24, width: 40 };
  const indices = Int32Array.of(0);
  t.deepEqual(viewSize(recipes.identity as Recipe, 24, 40), { height: 24, width: 40 });
  t.deepEqual(viewSize(everything, 24, 40), { height: 19, width: 19 });
  const crop = { size: 48, scale: { low: 0.5, high: 1 }, ratio: { low: 1, high: 1 } };
  const twice: Recipe = { ...everything, operations: [...everything.operations, { randomResizedCrop: crop }] };
  t.deepEqual(viewSize(twice, 24, 40), { height: 48, width: 48 });
  t.is(renderViews({ ...oblong, recipe: twice, views: 3, indices }).length, 3 * 48 * 48 * 3);
  const identity = renderViews({ ...oblong, recipe: recipes.identity as Recipe, views: 1, indices });
  t.is(Buffer.compare(identity, oblong.images), 0);
});

test('images that are too few, an index below 0, and a number of views below 1, are refused by name', (t) => {
  const message = (change: Partial<ViewsRequest>): string | undefined =>
    t.throws(() => renderViews({ ...request, ...change }))?.message;
  t.is(message({ indices: Int32Array.of(0) }), 'images is 24576: it must be the length of 1 images of 32×32×3');
  t.is(
    message({ indices: request.indices.map((index) => index - 1) }),
    'indices[0] is -1: it must be the place of an image, from 0',
  );
  t.is(message({ views: 0 }), 'views is 0: it must be a whole number from 1');
  t.is(message({ views: 1.5 }), 'views is 1.5: it must be a whole number from 1');
  t.is(message({ width: 31 }), 'images is 24576: it must be the length of 8 images of 32×31×3');
});

test('a part of the views is what all of them have there', (t) => {
  const all = renderViews(request);
  t.is(Buffer.compare(renderViews(request, 3, 7), all.subarray(3 * VIEW, 7 * VIEW)), 0);
});

test('resizing is what a crop of the whole image is, and leaves an image of that size as it is', (t) => {
  t.is(KERNELS_VERSION, 1);
  const images = Uint8Array.from({ length: 48 * 48 * 3 }, (_, at) => (at * 37) % 256);
  const request = { images, height: 48, width: 48, views: 1, seed: 0, epoch: 0, indices: Int32Array.of(0) };
  const recipe = (operations: Recipe['operations']): Recipe => ({
    name: 'x',
    operations,
    normalisation: { mean: [], standardDeviation: [] },
  });
  const one = { low: 1, high: 1 };
  const cropped = renderViews({
    ...request,
    recipe: recipe([{ randomResizedCrop: { size: 32, scale: one, ratio: one } }]),
  });
  t.deepEqual(renderViews({ ...request, recipe: recipe([{ resize: { size: 32 } }]) }), cropped);
  t.deepEqual(renderViews({ ...request, recipe: recipe([{ resize: { size: 48 } }]) }), images);
});
