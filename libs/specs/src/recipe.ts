import type { Normalisation as NormalisationMessage, Recipe as RecipeMessage } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import { checkRecipeCost, completeRecipe, MAX_REQUEST_BYTES, type Recipe, type RecipeDraft } from '@parallax/views';

/** A recipe as a request has it, or one that is whole. */
export type AskedRecipe = RecipeMessage | Recipe | RecipeDraft;

/**
 * The whole recipe that a request asks for.
 *
 * @param size of the images, in pixels a side: the default of what crops or resizes
 * @param statistics of the dataset, for a normalisation by them
 * @throws NOT_FOUND for an unknown name, INVALID_FIELD for what is wrong in it
 */
export function resolveRecipe(
  asked: AskedRecipe,
  field: string,
  size: number,
  statistics?: NormalisationMessage | null,
): Recipe {
  return completeRecipe(asked as RecipeDraft, size, field, statistics ?? undefined);
}

/** Bytes of views that computations ask for at once, in whole batches: 2,048 of 32×32. */
export const shardBytes = 6 * 2 ** 20;

/** About as many views as computations ask for at once. @param size of a view, in pixels a side */
export function viewsPerShard(size: number): number {
  return Math.max(1, Math.floor(shardBytes / viewBytes(size)));
}

export function viewBytes(size: number): number {
  return size ** 2 * 3;
}

/**
 * Checks that augmentation makes as many views at once as a batch needs.
 *
 * @param work how many views a batch has, by which recipe, of images of which size, and of which size they are
 * @throws INVALID_FIELD of the batch where they are too many bytes, or of the recipe where they cost too much
 */
export function checkViews(
  { batch, recipe }: { batch: string; recipe: string },
  work: { views: number; batch: number; recipe: Recipe; imageSize: number; size: number },
): void {
  const { views, size } = work;
  if (views * viewBytes(size) > MAX_REQUEST_BYTES) {
    const most = Math.floor((MAX_REQUEST_BYTES * work.batch) / (views * viewBytes(size)));
    throw invalidField(batch, work.batch, `must be at most ${most} with views of ${size}×${size}`);
  }
  checkRecipeCost(recipe, work.recipe, work.imageSize, Math.max(views, viewsPerShard(size)));
}
