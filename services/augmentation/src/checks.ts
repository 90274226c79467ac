import type { Recipe as RecipeMessage } from '@parallax/contract';
import { type SplitName, splitNames } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { completeRecipe, type Recipe, type RecipeDraft, viewSize } from '@parallax/views';
import type { StoredDataset, StoredSplit } from './stored-dataset.js';

/** The most bytes of views that one call makes. */
export const MAX_VIEWS_BYTES = 64 * 1024 * 1024;

/** @throws INVALID_FIELD where it is no split's name */
export function checkSplit(dataset: StoredDataset, name: string): StoredSplit {
  if (!splitNames.includes(name as SplitName)) throw invalidField('split', name, `must be ${splitNames.join(' or ')}`);
  return dataset.splits[name as SplitName];
}

/** @throws INVALID_FIELD, NOT_FOUND */
export function checkRecipe(recipe: RecipeMessage | undefined, { height }: StoredDataset): Recipe {
  if (!recipe) throw invalidField('recipe', '', "must have a shipped recipe's name, or operations");
  const { name, ...rest } = recipe;
  // One that is made up on the spot needs no name.
  const named = { ...rest, name: name || (recipe.operations.length > 0 ? 'custom' : '') };
  return completeRecipe(named as RecipeDraft, height);
}

/**
 * @param field the one by which fewer could be asked for
 * @throws INVALID_FIELD where the views of a call are more bytes than one makes
 */
export function checkViewsBytes(
  field: string,
  value: unknown,
  { height, width }: StoredDataset,
  { recipe, views, images }: { recipe: Recipe; views: number; images: number },
): void {
  const size = viewSize(recipe, height, width);
  const bytes = images * views * size.height * size.width * 3;
  if (bytes <= MAX_VIEWS_BYTES) return;
  throw invalidField(field, value, `asks for ${bytes} bytes of views, and a call makes at most ${MAX_VIEWS_BYTES}`);
}
