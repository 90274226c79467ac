import type { Normalisation as NormalisationMessage, Recipe as RecipeMessage } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import { checkRecipesCost, completeRecipe, MAX_VIEWS_BYTES, type Recipe, type RecipeDraft } from '@parallax/views';

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

/** Views that are asked for at once. */
interface ViewsWork {
  /** Views of each image by one recipe, their size in pixels a side, and the field that names the recipe. */
  groups: readonly { recipe: Recipe; views: number; size: number; field: string }[];
  /** Images. */
  batch: number;
  /** Of the images that they are made of. */
  imageSize: number;
}

/** Bytes of the views of one image. */
export function imageViewBytes(groups: readonly { views: number; size: number }[]): number {
  return groups.reduce((sum, { views, size }) => sum + views * viewBytes(size), 0);
}

/**
 * Checks that augmentation makes as many views at once as a batch needs.
 *
 * @param field that of the batch
 * @throws INVALID_FIELD of the batch where they are too many bytes, or of the recipe where they cost too much
 */
export function checkViews(field: string, { groups, batch, imageSize }: ViewsWork): void {
  const perImage = imageViewBytes(groups);
  if (batch * perImage > MAX_VIEWS_BYTES) {
    const sizes = [...new Set(groups.map(({ size }) => `${size}×${size}`))].join(' and ');
    throw invalidField(
      field,
      batch,
      `must be at most ${Math.floor(MAX_VIEWS_BYTES / perImage)} with views of ${sizes}`,
    );
  }
  checkRecipesCost(groups, { images: Math.max(batch, Math.ceil(shardBytes / perImage)), imageSize });
}
