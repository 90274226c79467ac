import { ParallaxError } from '@parallax/errors';
import { MAX_VIEWS_BYTES } from '@parallax/views';
import test from 'ava';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { Bench, heavy, type Replica, request } from './support/bench.js';

let bench: Bench;
let replica: Replica;

test.before(async () => {
  bench = await Bench.open();
  replica = await bench.serve();
  await replica.client.importDataset({ name: 'cifar10' });
});

test.after.always(() => bench?.close());

function call(method: string, json: unknown) {
  const data = typeof json === 'string' ? json : JSON.stringify(json);
  const path = `parallax.v1.AugmentationService/${method}`;
  return grpcurl(['-plaintext', '-d', data], replica.server.address, path);
}

const crop = (fields: object) => ({ recipe: { name: 'mine', operations: [{ randomResizedCrop: fields }] } });
const heavyRecipe = heavy(31);
const operation = (fields: object) => ({ recipe: { name: 'mine', operations: [fields] } });

type Refusal = [what: string, changes: object, code: 'InvalidArgument' | 'NotFound', message: string];

const refusals: Refusal[] = [
  [
    'an unknown dataset',
    { dataset: { name: 'imagenet' } },
    'NotFound',
    'there is no dataset "imagenet": StartImport (`parallax datasets import`) brings one here',
  ],
  [
    'a name that climbs',
    { dataset: { name: '../x' } },
    'InvalidArgument',
    'dataset.name is "../x": it must be the name of a dataset',
  ],
  ['no split', { split: '' }, 'InvalidArgument', 'split is "": it must be train or test'],
  ['an unknown split', { split: 'valid' }, 'InvalidArgument', 'split is "valid": it must be train or test'],
  ['no images', { images: 0 }, 'InvalidArgument', 'images is 0: it must be a whole number from 1 to 10000'],
  [
    'too many images',
    { images: 10_001 },
    'InvalidArgument',
    'images is 10001: it must be a whole number from 1 to 10000',
  ],
  ['no views', { views: 0 }, 'InvalidArgument', 'views is 0: it must be a whole number from 1 to 64'],
  ['negative views', { views: -1 }, 'InvalidArgument', 'views is -1: it must be a whole number from 1 to 64'],
  ['absurdly many views', { views: 2 ** 31 - 1 }, 'InvalidArgument', 'views is 2147483647'],
  [
    'no views by another recipe',
    { moreViews: [{ recipe: { name: 'notebook' }, views: 0 }] },
    'InvalidArgument',
    'more_views[0].views is 0: it must be a whole number from 1 to 64',
  ],
  ['views by no recipe', { moreViews: [{}] }, 'InvalidArgument', 'more_views[0].recipe is ""'],
  [
    'too many views of all recipes',
    { moreViews: [{ recipe: { name: 'notebook' }, views: 63 }] },
    'InvalidArgument',
    'more_views is 65: it must make, with views, at most 64 of each image',
  ],
  [
    'a bad operation of another recipe',
    { moreViews: [{ recipe: { name: 'mine', operations: [{ cutout: {} }] } }] },
    'InvalidArgument',
    'more_views[0].recipe.operations[0].cutout.length is 0',
  ],
  [
    'no order',
    { order: 0 },
    'InvalidArgument',
    'order is "ORDER_UNSPECIFIED": it must be ORDER_DATASET or ORDER_SHUFFLED',
  ],
  ['an unknown order', { order: 99 }, 'InvalidArgument', 'order is 99'],
  ['a negative start', { start: -1 }, 'InvalidArgument', 'start is -1: it must be a whole number from 0 to 9999'],
  ['a start beyond the images', { start: 10_000 }, 'InvalidArgument', 'start is 10000'],
  [
    'an end at the start',
    { start: 5, end: 5 },
    'InvalidArgument',
    'end is 5: it must be a whole number from 6 to 10000',
  ],
  [
    'an end beyond N',
    { images: 10, start: 0, end: 11 },
    'InvalidArgument',
    'end is 11: it must be a whole number from 1 to 10',
  ],
  ['an end beyond numbers', { end: '9223372036854775807' }, 'InvalidArgument', 'end is 9223372036854776000'],
  [
    'more views than a call makes',
    { start: 0, end: 10_000, views: 64 },
    'InvalidArgument',
    `end is 10000: it asks for 1966080000 bytes of views, and a call makes at most ${MAX_VIEWS_BYTES}`,
  ],
  ['no recipe', { recipe: undefined }, 'InvalidArgument', 'recipe is "": it must have'],
  ['an unknown recipe', { recipe: { name: 'magic' } }, 'NotFound', 'there is no recipe "magic": shipped are notebook'],
  ['a crop of 0', crop({ size: 0 }), 'InvalidArgument', 'recipe.operations[0].random_resized_crop.size is 0'],
  ['a crop of no area', crop({ scale: { low: 0, high: 0 } }), 'InvalidArgument', 'random_resized_crop.scale.low is 0'],
  [
    'a crop of NaN',
    crop({ scale: { low: 'NaN', high: 1 } }),
    'InvalidArgument',
    'random_resized_crop.scale.low is NaN',
  ],
  ['a huge crop', crop({ size: 100_000 }), 'InvalidArgument', 'random_resized_crop.size is 100000'],
  [
    'a crop that is too much at once',
    { ...crop({ size: 1024 }), end: 80 },
    'InvalidArgument',
    'bytes of views, and a call',
  ],
  [
    'a recipe of which one view is too much work',
    { recipe: heavyRecipe },
    'InvalidArgument',
    'recipe is "heavy": it costs about 2 s of a processor for one view, and at most 0.25 s are taken on',
  ],
  [
    'views that are too much work together',
    { start: 0, end: 200, recipe: { ...heavyRecipe, operations: heavyRecipe.operations.slice(-3) } },
    'InvalidArgument',
    'end is 200: it costs about',
  ],
  [
    'a probability above 1',
    operation({ randomGrayscale: { probability: 1.5 } }),
    'InvalidArgument',
    'recipe.operations[0].random_grayscale.probability is 1.5',
  ],
  [
    'an infinite jitter',
    operation({ colorJitter: { hue: 'Infinity' } }),
    'InvalidArgument',
    'color_jitter.hue is Infinity',
  ],
  ['an operation that is none', operation({}), 'InvalidArgument', 'recipe.operations[0] is "empty": it must be one of'],
];

for (const [what, changes, code, message] of refusals) {
  test(`Augment refuses ${what}, and goes on`, async (t) => {
    const { ok, stderr } = await call('Augment', { ...request(), ...changes });
    t.false(ok);
    t.true(stderr.includes(`Code: ${code}`), stderr);
    t.true(stderr.includes(message), stderr);
    t.true(stderr.includes('google.rpc.ErrorInfo'));
    t.true((await call('Augment', request())).ok);
  });
}

test('JSON with an unknown field, of a wrong type, or that is none, is refused before it is sent', async (t) => {
  t.regex((await call('Augment', { ...request(), batch: 0 })).stderr, /no known field named batch/);
  t.regex((await call('Augment', { ...request(), views: 'two' })).stderr, /views|two/);
  t.regex((await call('Augment', '{')).stderr, /EOF|JSON/);
});

test('a message over the limit is refused with the limit, and the service goes on', async (t) => {
  const { client } = replica;
  const error = await t.throwsAsync(client.augment(request({ split: 'x'.repeat(9_000_000) })), {
    instanceOf: ParallaxError,
  });
  t.like(error, { reason: 'MESSAGE_TOO_LARGE', metadata: { limit: '1048576' } });
  await t.notThrowsAsync(client.augment(request()));
});

test('of a long value the refusal tells the beginning', async (t) => {
  for (const changes of [{ split: 'x'.repeat(1_000_000) }, { dataset: { name: 'x'.repeat(1_000_000) } }]) {
    const error = await t.throwsAsync(replica.client.augment(request(changes)), { instanceOf: ParallaxError });
    const { value, name } = error?.metadata ?? {};
    t.is(value ?? name, `${'x'.repeat(200)}…`);
    t.true((error?.message.length ?? 0) < 400);
  }
});

const previews: [what: string, changes: object, message: string][] = [
  [
    'an index beyond the images',
    { indices: [0, 50_000] },
    'indices[1] is 50000: it must be a whole number from 0 to 49999',
  ],
  ['a negative index', { indices: [-1] }, 'indices[0] is -1'],
  ['too many indices', { indices: Array(65).fill(0) }, 'indices is "65 indices": it must have at most 64 entries'],
  ['too many views', { views: 33 }, 'views is 33: it must be a whole number from 0 to 32'],
  ['an unknown split', { split: 'valid' }, 'split is "valid"'],
  ['no recipe', { recipe: undefined }, 'recipe is ""'],
  ['a sheet that is too large', { views: 32, ...crop({ size: 1024 }) }, 'bytes of views, and a call'],
];

for (const [what, changes, message] of previews) {
  test(`Preview refuses ${what}`, async (t) => {
    const { ok, stderr } = await call('Preview', { recipe: { name: 'notebook' }, ...changes });
    t.false(ok);
    t.true(stderr.includes('Code: InvalidArgument') && stderr.includes(message), stderr);
  });
}
