import { ParallaxError } from '@parallax/errors';
import {
  checkRecipesCost,
  checkViewsCost,
  completeRecipe,
  costOf,
  MAX_REQUEST_SECONDS,
  MAX_VIEW_SECONDS,
  type OperationDraft,
  type Recipe,
  recipes,
} from '@parallax/views';
import test from 'ava';

const custom = (...operations: OperationDraft[]): Recipe => completeRecipe({ name: 'mine', operations }, 32);

/** The recipe's views, as many as trainings and probes ask for at once. */
const checkRecipe = (recipe: Recipe, imageSize: number) =>
  checkRecipesCost([{ recipe, views: 2, field: 'spec.recipe' }], { images: 1024, imageSize });

const everything = (size: number): OperationDraft[] => [
  { randomResizedCrop: { size } },
  { randomHorizontalFlip: {} },
  { randomAffine: { degrees: { low: -30, high: 30 }, translateX: 0.1, translateY: 0.1 } },
  { colorJitter: { brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.2 } },
  { randomGrayscale: {} },
  { cutout: { length: size / 2 } },
];

/** A kilobyte of a request: 31 operations on 1,024 pixels, then 12 bytes of view. */
const heavy = custom(
  ...Array.from({ length: 15 }, () => [
    { randomResizedCrop: { size: 1024 } },
    { colorJitter: { brightness: 1, contrast: 1, saturation: 1, hue: 0.5 } },
  ]).flat(),
  { randomResizedCrop: { size: 2 } },
);

test('shipped recipes, and each operation at 224 pixels, cost little enough for any training', (t) => {
  for (const recipe of Object.values(recipes)) t.notThrows(() => checkRecipe(recipe, 32));
  const generous = custom(...everything(224), { randomResizedCrop: { size: 32 } });
  t.notThrows(() => checkRecipe(generous, 32));
  t.notThrows(() => checkRecipe(custom(...everything(224)), 224));
});

test('a recipe of which one view costs too much is refused with its cost and the limit', (t) => {
  const refused = () => checkRecipe(heavy, 32);
  const error = t.throws(refused, { instanceOf: ParallaxError });
  t.is(error?.reason, 'INVALID_FIELD');
  t.deepEqual(error?.metadata, { field: 'spec.recipe', value: 'mine' });
  t.regex(error?.message ?? '', /costs about [\d.]+ s of a processor for one view, and at most 0\.25 s are taken on$/);
  t.true(costOf(heavy, 32, 32) > MAX_VIEW_SECONDS);
});

test('a recipe that costs too much for a training’s requests may do for a few views', (t) => {
  const large = custom(...everything(1024), { randomResizedCrop: { size: 32 } });
  const error = t.throws(() => checkRecipe(large, 32), { instanceOf: ParallaxError });
  t.is(error?.metadata.field, 'spec.recipe');
  t.regex(error?.message ?? '', /for a request for 2048 views, and at most 30 s are taken on$/);
  t.notThrows(() =>
    checkViewsCost('end', 8, { groups: [{ recipe: large, views: 2 }], images: 8, height: 32, width: 32 }),
  );
  const many = () =>
    checkViewsCost('end', 8, { groups: [{ recipe: large, views: 2 }], images: 500, height: 32, width: 32 });
  t.is(t.throws(many, { instanceOf: ParallaxError })?.metadata.field, 'end');
  t.true(costOf(large, 32, 32) * 1_000 > MAX_REQUEST_SECONDS);
});

test('an operation costs more on more pixels, and nothing where it has nothing to do', (t) => {
  for (const operation of everything(32)) {
    const [name] = Object.keys(operation);
    const small = costOf(custom({ randomResizedCrop: { size: 64 } }, operation), 32, 32);
    const large = costOf(custom({ randomResizedCrop: { size: 512 } }, operation), 32, 32);
    t.true(large > small, name);
    t.true(small > costOf(custom({ randomResizedCrop: { size: 64 } }), 32, 32), name);
  }
  const idle = costOf(custom({ colorJitter: {} }), 512, 512);
  t.true(idle < costOf(custom({ colorJitter: { hue: 0.1 } }), 512, 512) / 1.5);
});
