import { ParallaxError, snakeCase } from '@parallax/errors';
import { recipes, validateRecipe } from '@parallax/views';
import { operations } from '@parallax/views/operations';
import test from 'ava';
import { invalid } from '../support/errors.js';

const normalisation = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };
const crop = { size: 32, scale: { low: 0.2, high: 1 }, ratio: { low: 0.75, high: 1.25 } };
const affine = { degrees: { low: -10, high: 10 }, translateX: 0.1, translateY: 0.1 };
const jitter = { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 1 };

const recipe = (...operations: unknown[]): unknown => ({ name: 'mine', operations, normalisation });
const normalised = (change: object): unknown => ({
  name: 'mine',
  operations: [],
  normalisation: { ...normalisation, ...change },
});

const whole = { name: 'mine', operations: [], normalisation };
const fractions = (field: string, value: string): string => `recipe.${field} is ${value}: it must be from 0 to 1`;

const known = Object.keys(operations).map(snakeCase).join(', ');

/** What is wrong, and the message that says so. */
const refused: [unknown, string][] = [
  [undefined, 'recipe is undefined: it must be an object'],
  [{ ...whole, name: '' }, 'recipe.name is "": it must be a text of 1 to 64 characters'],
  [{ ...whole, blur: 1 }, 'recipe.blur is 1: it is no field that is known here'],
  [{ ...whole, operations: 'flip' }, 'recipe.operations is "flip": it must be a list'],
  [recipe({}), `recipe.operations[0] is "empty": it must be one of ${known}`],
  [
    recipe({ randomGrayscale: { probability: 1 } }, { cutout: { length: 1 }, randomGrayscale: { probability: 1 } }),
    `recipe.operations[1] is "cutout and random_grayscale": it must be one of ${known}`,
  ],
  [recipe({ constructor: {} }), `recipe.operations[0] is "constructor": it must be one of ${known}`],
  [
    recipe({ randomResizedCrop: { ...crop, size: 0 } }),
    'recipe.operations[0].random_resized_crop.size is 0: it must be a whole number from 1 to 1024',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, size: 32.5 } }),
    'recipe.operations[0].random_resized_crop.size is 32.5: it must be a whole number from 1 to 1024',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, size: 1e9 } }),
    'recipe.operations[0].random_resized_crop.size is 1000000000: it must be a whole number from 1 to 1024',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, scale: { low: 0, high: 1 } } }),
    'recipe.operations[0].random_resized_crop.scale.low is 0: it must be above 0 and at most 1',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, scale: { low: 0.5, high: 1.5 } } }),
    'recipe.operations[0].random_resized_crop.scale.high is 1.5: it must be above 0 and at most 1',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, scale: { low: 0.5, high: 0.2 } } }),
    'recipe.operations[0].random_resized_crop.scale.low is 0.5: it must not be above ' +
      'recipe.operations[0].random_resized_crop.scale.high, which is 0.2',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, ratio: { low: 0, high: 1 } } }),
    'recipe.operations[0].random_resized_crop.ratio.low is 0: it must be from 0.01 to 100',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, ratio: [1, 2] } }),
    'recipe.operations[0].random_resized_crop.ratio is 1,2: it must be an object',
  ],
  [
    recipe({ randomResizedCrop: { ...crop, padding: 4 } }),
    'recipe.operations[0].random_resized_crop.padding is 4: it is no field that is known here',
  ],
  [
    recipe({ randomHorizontalFlip: { probability: 1.01 } }),
    fractions('operations[0].random_horizontal_flip.probability', '1.01'),
  ],
  [
    recipe({ randomHorizontalFlip: { probability: -0.1 } }),
    fractions('operations[0].random_horizontal_flip.probability', '-0.1'),
  ],
  [
    recipe({ randomHorizontalFlip: { probability: Number.NaN } }),
    fractions('operations[0].random_horizontal_flip.probability', 'NaN'),
  ],
  [recipe({ randomHorizontalFlip: {} }), fractions('operations[0].random_horizontal_flip.probability', 'undefined')],
  [
    recipe({ randomHorizontalFlip: { probability: '0.5' } }),
    fractions('operations[0].random_horizontal_flip.probability', '"0.5"'),
  ],
  [recipe({ randomGrayscale: { probability: 2 } }), fractions('operations[0].random_grayscale.probability', '2')],
  [
    recipe({ randomAffine: { ...affine, degrees: { low: -181, high: 0 } } }),
    'recipe.operations[0].random_affine.degrees.low is -181: it must be from -180 to 180',
  ],
  [
    recipe({ randomAffine: { ...affine, degrees: undefined } }),
    'recipe.operations[0].random_affine.degrees is undefined: it must be an object',
  ],
  [
    recipe({ randomAffine: { ...affine, translateX: 1.1 } }),
    fractions('operations[0].random_affine.translate_x', '1.1'),
  ],
  [
    recipe({ randomAffine: { ...affine, translateY: Number.POSITIVE_INFINITY } }),
    fractions('operations[0].random_affine.translate_y', 'Infinity'),
  ],
  [
    recipe({ colorJitter: { ...jitter, brightness: -1 } }),
    'recipe.operations[0].color_jitter.brightness is -1: it must be from 0 to 10',
  ],
  [
    recipe({ colorJitter: { ...jitter, contrast: 11 } }),
    'recipe.operations[0].color_jitter.contrast is 11: it must be from 0 to 10',
  ],
  [
    recipe({ colorJitter: { ...jitter, saturation: Number.NaN } }),
    'recipe.operations[0].color_jitter.saturation is NaN: it must be from 0 to 10',
  ],
  [
    recipe({ colorJitter: { ...jitter, hue: 0.51 } }),
    'recipe.operations[0].color_jitter.hue is 0.51: it must be from 0 to 0.5',
  ],
  [recipe({ colorJitter: { ...jitter, probability: 7 } }), fractions('operations[0].color_jitter.probability', '7')],
  [
    recipe({ gaussianBlur: { kernelSize: 4, sigma: { low: 0.1, high: 2 }, probability: 1 } }),
    'recipe.operations[0].gaussian_blur.kernel_size is 4: it must be odd',
  ],
  [
    recipe({ gaussianBlur: { kernelSize: 3, sigma: { low: 1e-300, high: 2 }, probability: 1 } }),
    'recipe.operations[0].gaussian_blur.sigma.low is 1e-300: it must be from 0.01 to 100',
  ],
  [
    recipe({ cutout: { length: 0 } }),
    'recipe.operations[0].cutout.length is 0: it must be a whole number from 1 to 1024',
  ],
  [normalised({ mean: [0.5, 0.5] }), 'recipe.normalisation.mean is "2 entries": it must have 3'],
  [normalised({ mean: [0.5, 128, 0.5] }), fractions('normalisation.mean[1]', '128')],
  [
    normalised({ standardDeviation: [0.5, 0.5, 0] }),
    'recipe.normalisation.standard_deviation[2] is 0: it must be above 0 and at most 10',
  ],
];

for (const [value, message] of refused) {
  test(`refused: ${message}`, (t) => {
    const error = t.throws(() => validateRecipe(value), { instanceOf: ParallaxError });
    t.is(error?.message, message);
    t.is(error?.reason, 'INVALID_FIELD');
    t.is(error?.metadata.field, message.slice(0, message.indexOf(' is ')));
  });
}

test('more operations than anyone needs are refused', (t) => {
  const flips = Array.from({ length: 33 }, () => ({ randomHorizontalFlip: { probability: 0.5 } }));
  const error = t.throws(() => validateRecipe({ ...whole, operations: flips }, 'spec.recipe'));
  t.like(error, invalid('spec.recipe.operations', '33 entries'));
  t.regex(error?.message ?? '', /it must have 0 to 32$/);
});

test('the shipped recipes are valid, under the names that they are kept by', (t) => {
  for (const [name, shipped] of Object.entries(recipes)) {
    t.notThrows(() => validateRecipe(shipped));
    t.is(shipped.name, name);
  }
});
