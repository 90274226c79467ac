import { createHash } from 'node:crypto';
import type { AugmentRequest, DatasetRef, Recipe as RecipeMessage } from '@parallax/contract';
import { type SplitName, splitNames } from '@parallax/data';
import { checkInteger, invalidField } from '@parallax/errors';
import { resolveDatasetRef } from '@parallax/specs';
import {
  checkViewsCost,
  completeRecipe,
  KERNELS_VERSION,
  order as permutedOrder,
  type Recipe,
  type RecipeDraft,
  viewSize,
} from '@parallax/views';
import type { Catalogue, NamedDataset } from './catalogue.js';
import type { StoredDataset, StoredSplit } from './dataset-record.js';

/** The most views of one image that a call makes. */
const MAX_VIEWS = 64;

/** The most bytes of views that one call makes. */
export const MAX_VIEWS_BYTES = 64 * 1024 * 1024;

/** A split of a dataset, with its name. */
interface NamedSplit extends StoredSplit {
  name: SplitName;
}

/** An AugmentRequest that is whole and in order. */
export interface CheckedRequest {
  dataset: NamedDataset;
  split: NamedSplit;
  /** Of which the order is made: the first so many of the split. */
  images: number;
  recipe: Recipe;
  views: number;
  seed: number;
  epoch: number;
  shuffled: boolean;
  start: number;
  end: number;
  /** Of the views. */
  bytes: number;
}

/** The dataset that a request is about. @throws INVALID_FIELD; what the catalogue throws */
export function findDataset(catalogue: Catalogue, asked: DatasetRef | undefined, signal: AbortSignal) {
  return catalogue.get(resolveDatasetRef('dataset', asked), signal);
}

/** @throws INVALID_FIELD that names the field */
export function checkAugment(request: AugmentRequest, dataset: NamedDataset): CheckedRequest {
  const split = checkSplit(dataset, request.split ?? '');
  const images = checkInteger('images', request.images ?? split.count, 1, split.count);
  const views = checkInteger('views', request.views ?? 1, 1, MAX_VIEWS);
  const { seed = 0, epoch = 0, start = 0, end = 0, order } = request;
  if (order !== 'ORDER_DATASET' && order !== 'ORDER_SHUFFLED') {
    throw invalidField('order', order ?? 'ORDER_UNSPECIFIED', 'must be ORDER_DATASET or ORDER_SHUFFLED');
  }
  checkInteger('start', start, 0, images - 1);
  checkInteger('end', end, start + 1, images);
  const recipe = checkRecipe(request.recipe, dataset);
  const bytes = checkAmount('end', end, dataset, { recipe, views: (end - start) * views });
  const shuffled = order === 'ORDER_SHUFFLED';
  return { dataset, split, images, recipe, views, seed, epoch, shuffled, start, end, bytes };
}

/** @throws INVALID_FIELD where it is no split's name */
export function checkSplit(dataset: StoredDataset, name: string): NamedSplit {
  const there = splitNames.filter((split) => dataset.splits[split]);
  const found = there.find((split) => split === name);
  if (!found) throw invalidField('split', name, `must be ${there.join(' or ')}`);
  return { ...(dataset.splits[found] as StoredSplit), name: found };
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
 * @param field the one by which fewer views could be asked for
 * @param value that it has
 * @param views how many are asked for in all
 * @returns how many bytes they are
 * @throws INVALID_FIELD where a call makes no views of so many bytes, or none that cost so much
 */
export function checkAmount(
  field: string,
  value: unknown,
  { height, width }: StoredDataset,
  { recipe, views, most = MAX_VIEWS_BYTES }: { recipe: Recipe; views: number; most?: number },
): number {
  const size = viewSize(recipe, height, width);
  const bytes = views * size.height * size.width * 3;
  if (bytes > most)
    throw invalidField(field, value, `asks for ${bytes} bytes of views, and a call makes at most ${most}`);
  checkViewsCost(field, value, { recipe, height, width, views });
  return bytes;
}

/**
 * Where the views lie: a digest of all that their bytes depend on, so that whoever asks for the same views shares them.
 * The recipe's name and its normalisation change no byte.
 */
export function viewsKey({ dataset, split, recipe, ...request }: CheckedRequest): string {
  const { images, views, seed, epoch, shuffled, start, end } = request;
  const digest = createHash('sha256').update(
    JSON.stringify({
      kernels: KERNELS_VERSION,
      dataset: dataset.sha256,
      split: split.name,
      // The order is that of `images`; in the dataset's own it is the same whatever `images` is.
      ...(shuffled && { shuffled: images }),
      operations: canonical(recipe.operations),
      views,
      seed,
      epoch,
      start,
      end,
    }),
  );
  return `views/${digest.digest('hex')}.safetensors`;
}

/** Each image's place in the split, in the order of the request, from `start` to before `end`. */
export function indicesOf({
  dataset,
  images,
  seed,
  epoch,
  shuffled,
  start,
  end,
}: CheckedRequest): Int32Array<ArrayBuffer> {
  if (!shuffled) return Int32Array.from({ length: end - start }, (_, position) => start + position);
  const imageBytes = dataset.height * dataset.width * 3;
  return permutedOrder({ count: images, imageBytes, seed, epoch, dataset: dataset.sha256 }, start, end);
}

/** With the keys of every object in order, as clients send them in any. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, canonical(child)]));
}
