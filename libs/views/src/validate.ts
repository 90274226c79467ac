import { checkLength, fields, list, number, oneOf, text } from './operations/checks.js';
import { checks } from './operations/list.js';
import { normalisationBounds, type Recipe } from './recipe.js';

const MOST_OPERATIONS = 32;

const normalisation = fields({
  mean: list(number({ bounds: normalisationBounds.mean }), 3, 3),
  standardDeviation: list(number({ bounds: normalisationBounds.standardDeviation }), 3, 3),
});

const recipe = fields({
  name: text(64),
  operations: list(oneOf(checks), 0, MOST_OPERATIONS),
  normalisation,
});

/** @throws INVALID_FIELD, naming path and value, unless it is three means and three deviations */
export function checkNormalisation(field: string, value: unknown): void {
  normalisation(value, field);
}

/**
 * Throws INVALID_FIELD, naming path and value (`recipe.operations[0].random_resized_crop.size is 0: …`, spelled as in the proto), unless the value
 * is a whole recipe: every field there, none unknown, every number finite and in its range.
 */
export function validateRecipe(value: unknown, field = 'recipe'): asserts value is Recipe {
  recipe(value, field);
}

/** Throws INVALID_FIELD for more operations than a recipe may have, looking at none of them. */
export function checkOperationCount(operations: readonly unknown[], field: string): void {
  checkLength(operations, `${field}.operations`, 0, MOST_OPERATIONS);
}
