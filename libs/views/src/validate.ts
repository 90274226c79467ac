import { between, type Check, fields, list, oneOf, range, text, whole } from './checks.js';
import type { Operations, Recipe } from './recipe.js';

/** Beyond this a view would take seconds, and a batch of them more memory than a worker has. */
const LARGEST_SIDE = 1024;
const MOST_OPERATIONS = 32;

const probability = between(0, 1);
const strength = between(0, 10);

const operations: Record<keyof Operations, Check> = {
  randomResizedCrop: fields({
    size: whole(1, LARGEST_SIDE),
    scale: range(between(0, 1, { above: true })),
    ratio: range(between(0.01, 100)),
  }),
  randomHorizontalFlip: fields({ probability }),
  randomAffine: fields({ degrees: range(between(-180, 180)), translateX: between(0, 1), translateY: between(0, 1) }),
  colorJitter: fields({
    brightness: strength,
    contrast: strength,
    saturation: strength,
    hue: between(0, 0.5),
    probability,
  }),
  randomGrayscale: fields({ probability }),
  cutout: fields({ length: whole(1, LARGEST_SIDE) }),
};

const recipe = fields({
  name: text(64),
  operations: list(oneOf(operations), 0, MOST_OPERATIONS),
  normalisation: fields({
    mean: list(between(0, 1), 3, 3),
    standardDeviation: list(between(0, 10, { above: true }), 3, 3),
  }),
});

/**
 * Throws INVALID_FIELD, naming path and value (`recipe.operations[0].randomResizedCrop.size is 0: …`), unless the value
 * is a whole recipe: every field there, none unknown, every number finite and in its range.
 */
export function validateRecipe(value: unknown, field = 'recipe'): asserts value is Recipe {
  recipe(value, field);
}
