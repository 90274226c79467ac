import { ParallaxError, snakeCase } from '@parallax/errors';
import { completeRecipe, type RecipeDraft, recipes } from '@parallax/views';
import { operations } from '@parallax/views/operations';
import test from 'ava';
import { invalid } from '../support/errors.js';

const centred = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };

test('the name of a shipped recipe stands for it, with another normalisation where one is given', (t) => {
  for (const [name, shipped] of Object.entries(recipes)) t.deepEqual(completeRecipe({ name }, 32), shipped);
  const mean = [0.4914, 0.4822, 0.4465];
  const { operations, normalisation } = completeRecipe(
    { name: 'notebook', operations: [], normalisation: { mean } },
    32,
  );
  t.deepEqual(operations, recipes.notebook?.operations);
  t.deepEqual(normalisation, { ...centred, mean });
});

test('unset fields have the defaults that the contract states', (t) => {
  const operations: RecipeDraft['operations'] = [
    { randomResizedCrop: {} },
    { randomHorizontalFlip: {} },
    { randomAffine: { degrees: { low: -5, high: 5 } } },
    { colorJitter: { hue: 0.1 } },
    { randomGrayscale: {} },
  ];
  t.deepEqual(completeRecipe({ name: 'mine', operations }, 48), {
    name: 'mine',
    operations: [
      { randomResizedCrop: { size: 48, scale: { low: 0.08, high: 1 }, ratio: { low: 3 / 4, high: 4 / 3 } } },
      { randomHorizontalFlip: { probability: 0.5 } },
      { randomAffine: { degrees: { low: -5, high: 5 }, translateX: 0, translateY: 0 } },
      { colorJitter: { brightness: 0, contrast: 0, saturation: 0, hue: 0.1, probability: 1 } },
      { randomGrayscale: { probability: 0.1 } },
    ],
    normalisation: centred,
  });
});

test('a 0 that is given is no default', (t) => {
  const { operations } = completeRecipe({ name: 'mine', operations: [{ randomGrayscale: { probability: 0 } }] }, 32);
  t.deepEqual(operations, [{ randomGrayscale: { probability: 0 } }]);
});

test('what proto3 leaves out is 0, or an empty list', (t) => {
  const draft = { operations: [{ randomAffine: { degrees: { high: 20 } } }], normalisation: { mean: [] } };
  const { operations, normalisation } = completeRecipe({ name: 'mine', ...draft }, 32);
  t.deepEqual(operations, [{ randomAffine: { degrees: { low: 0, high: 20 }, translateX: 0, translateY: 0 } }]);
  t.deepEqual(normalisation, centred);
});

test('an unknown name without operations is not found, and what is shipped is named', (t) => {
  const error = t.throws(() => completeRecipe({ name: 'sead' }, 32), { instanceOf: ParallaxError });
  t.is(error?.reason, 'NOT_FOUND');
  t.is(
    error?.message,
    'there is no recipe "sead": shipped are notebook, simclr-cifar, simclr, moco, byol, byol-2, dino, dino-2, dino-local, identity; any other needs operations',
  );
});

test('what a draft gets wrong is refused by its path', (t) => {
  const message = (draft: object): string | undefined =>
    t.throws(() => completeRecipe({ name: 'mine', ...draft } as RecipeDraft, 32, 'spec.recipe'))?.message;
  t.is(
    message({ operations: [{ cutout: {} }] }),
    'spec.recipe.operations[0].cutout.length is 0: it must be a whole number from 1 to 1024',
  );
  t.is(
    message({ operations: [{ cutout: { length: 8, holes: 2 } }] }),
    'spec.recipe.operations[0].cutout.holes is 2: it is no field that is known here',
  );
  const known = Object.keys(operations).map(snakeCase).join(', ');
  t.is(
    message({ operations: [{ blur: { sigma: 1 } }] }),
    `spec.recipe.operations[0] is "blur": it must be one of ${known}`,
  );
});

test('operations are counted before any of them is looked at', (t) => {
  const untouchable = new Proxy({}, { ownKeys: () => t.fail('it was looked at') as never });
  const operations = Array<object>(4_000_000).fill(untouchable);
  const error = t.throws(() => completeRecipe({ name: 'bomb', operations }, 32, 'spec.recipe'));
  t.like(error, invalid('spec.recipe.operations', '4000000 entries'));
  t.regex(error?.message ?? '', /it must have 0 to 32$/);
});

test('a normalisation may be the dataset’s own, where that is known', (t) => {
  const draft = { name: 'identity', normalisation: { dataset: true } };
  const statistics = { mean: [0.1, 0.2, 0.3], standardDeviation: [0.4, 0.5, 0] };
  const { normalisation } = completeRecipe(draft, 32, 'spec.recipe', statistics);
  t.deepEqual(normalisation, { mean: [0.1, 0.2, 0.3], standardDeviation: [0.4, 0.5, 1] });
  t.like(
    t.throws(() => completeRecipe(draft, 32, 'spec.recipe'), { instanceOf: ParallaxError }),
    {
      metadata: { field: 'spec.recipe.normalisation.dataset' },
    },
  );
  const both = { name: 'identity', normalisation: { dataset: true, mean: [0, 0, 0] } };
  t.like(
    t.throws(() => completeRecipe(both, 32, 'spec.recipe', statistics)),
    { reason: 'INVALID_FIELD', metadata: { field: 'spec.recipe.normalisation.dataset' } },
  );
});
