import type { Recipe as RecipeMessage } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import { completeRecipe, type Recipe, type RecipeDraft, viewSize } from '@parallax/views';

/** Height and width, in pixels, of the images that encoders take. */
export const imageSize = 32;

/**
 * The whole recipe that a request asks for, whose views an encoder can take.
 *
 * @throws NOT_FOUND for an unknown name, INVALID_FIELD for what is wrong in it
 */
export function resolveRecipe(asked: RecipeMessage | Recipe, field: string): Recipe {
  const recipe = completeRecipe(asked as RecipeDraft, imageSize, field);
  const { height, width } = viewSize(recipe, imageSize, imageSize);
  if (height !== imageSize) {
    throw invalidField(field, `one of views of ${height}×${width}`, `must crop to ${imageSize}, as encoders take`);
  }
  return recipe;
}

/** About as many views as computations ask for at once, in whole batches: 6 MiB of 32×32 RGB. */
export const shardViews = 2048;

/**
 * The most views that a computation asks for at once.
 *
 * @param batch views of one step
 */
export function viewsAtOnce(batch: number): number {
  return Math.max(batch, shardViews);
}
