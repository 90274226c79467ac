import { invalidField, type ParallaxError } from '@parallax/errors';
import { operationOf } from './operations/list.js';
import { pixels } from './operations/operation.js';
import type { Recipe } from './recipe.js';

/** The longest that one view may take, by estimate: no thread can be interrupted within one. Seconds. */
export const MAX_VIEW_SECONDS = 0.25;

/** The most work that one request for views may be, by estimate. Seconds of one processor. */
export const MAX_REQUEST_SECONDS = 30;

/** The most views of one image that one request makes. */
export const MAX_VIEWS = 64;

/** The most bytes of views that one request makes. */
export const MAX_VIEWS_BYTES = 64 * 2 ** 20;

/** What each operation takes for itself (its draws, the filters of a crop), however small the image. Seconds. */
const FIXED = 3e-6;

/** What reading an image and writing the view take. Seconds a pixel. */
const READ_AND_WRITE = 15e-9;

/**
 * Seconds of one processor that one view takes, by estimate, before anything is begun. On small images it takes a third.
 *
 * @param height of the images that the views are made of, in pixels
 */
export function costOf({ operations }: Recipe, height: number, width: number): number {
  let size = { height, width };
  let seconds = READ_AND_WRITE * pixels(size);
  for (const spec of operations) {
    const { operation, parameters } = operationOf(spec);
    seconds += FIXED + operation.seconds(parameters, size);
    const side = operation.side?.(parameters);
    if (side !== undefined) size = { height: side, width: side };
  }
  return seconds + READ_AND_WRITE * pixels(size);
}

/**
 * Checks recipes before a job by them is taken on.
 *
 * @param groups how many views of each image by which of them, and the field that names it
 * @param work of how many images one request will ask for views, and their height and width in pixels
 * @throws INVALID_FIELD of a recipe where augmentation would refuse to make such views, since they cost too much
 */
export function checkRecipesCost(
  groups: readonly { recipe: Recipe; views: number; field: string }[],
  { images, imageSize }: { images: number; imageSize: number },
): void {
  const costly = [...groups].sort((a, b) => secondsOf(b) - secondsOf(a))[0];
  if (!costly) return;
  function secondsOf({ recipe, views }: { recipe: Recipe; views: number }): number {
    return views * costOf(recipe, imageSize, imageSize);
  }
  const named = groups.map(({ field, ...group }) => ({ ...group, recipeField: field }));
  checkViewsCost(costly.field, costly.recipe.name, { groups: named, images, height: imageSize, width: imageSize });
}

interface ViewsWork {
  /** Views of each image by one recipe, and the field that names it; default `recipe`. */
  groups: readonly { recipe: Recipe; views: number; recipeField?: string }[];
  images: number;
  height: number;
  width: number;
}

/**
 * Checks a request for views before anything is done for it.
 *
 * @param field the one by which fewer could be asked for
 * @param value that it has
 * @param work how many views of each image by which recipes, of how many images of which size
 * @throws INVALID_FIELD, of the recipe where one view costs too much, otherwise of the field
 */
export function checkViewsCost(field: string, value: unknown, { groups, images, height, width }: ViewsWork): void {
  let [views, seconds] = [0, 0];
  for (const { recipe, recipeField = 'recipe', ...group } of groups) {
    const one = costOf(recipe, height, width);
    if (one > MAX_VIEW_SECONDS) throw tooCostly(recipeField, recipe.name, 'one view', one, MAX_VIEW_SECONDS);
    views += images * group.views;
    seconds += one * images * group.views;
  }
  if (seconds > MAX_REQUEST_SECONDS)
    throw tooCostly(field, value, `a request for ${views} views`, seconds, MAX_REQUEST_SECONDS);
}

function tooCostly(field: string, value: unknown, what: string, seconds: number, limit: number): ParallaxError {
  const cost = Number(seconds.toPrecision(2));
  return invalidField(
    field,
    value,
    `costs about ${cost} s of a processor for ${what}, and at most ${limit} s are taken on`,
  );
}
