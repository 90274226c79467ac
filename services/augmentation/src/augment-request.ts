import { createHash } from 'node:crypto';
import type { AugmentRequest, DatasetRef, Recipe as RecipeMessage, ViewGroup } from '@parallax/contract';
import { type SplitName, splitNames } from '@parallax/data';
import { checkInteger, invalidField, ParallaxError } from '@parallax/errors';
import { datasetLabel, resolveDatasetRef } from '@parallax/specs';
import {
  checkViewsCost,
  completeRecipe,
  KERNELS_VERSION,
  MAX_VIEWS,
  MAX_VIEWS_BYTES,
  order as permutedOrder,
  type Recipe,
  type RecipeDraft,
  viewSize,
} from '@parallax/views';
import type { Catalogue, NamedDataset } from './catalogue.js';
import type { StoredDataset, StoredSplit } from './dataset-record.js';

/** A split of a dataset, with its name. */
interface NamedSplit extends StoredSplit {
  name: SplitName;
}

/** Views of each image by one recipe. */
export interface CheckedGroup {
  recipe: Recipe;
  views: number;
}

/** An AugmentRequest that is whole and in order. */
export interface CheckedRequest {
  dataset: NamedDataset;
  split: NamedSplit;
  /** Of which the order is made: the first so many of the split. */
  images: number;
  groups: readonly CheckedGroup[];
  /** Whether the images' classes are asked for. */
  labels: boolean;
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
  const { seed = 0, epoch = 0, start = 0, end = 0, order, labels = false } = request;
  if (order !== 'ORDER_DATASET' && order !== 'ORDER_SHUFFLED') {
    throw invalidField('order', order ?? 'ORDER_UNSPECIFIED', 'must be ORDER_DATASET or ORDER_SHUFFLED');
  }
  checkInteger('start', start, 0, images - 1);
  checkInteger('end', end, start + 1, images);
  if (labels && !split.labels) throw noLabels(dataset);
  const groups = checkGroups(request, dataset);
  const bytes = checkAmount('end', end, dataset, { groups, images: end - start });
  const shuffled = order === 'ORDER_SHUFFLED';
  return { dataset, split, images, groups, labels, seed, epoch, shuffled, start, end, bytes };
}

/** How many views are made of each image. */
export function viewsOf(groups: readonly CheckedGroup[]): number {
  return groups.reduce((sum, { views }) => sum + views, 0);
}

function checkGroups(request: AugmentRequest, dataset: StoredDataset): CheckedGroup[] {
  const check = ({ recipe, views }: ViewGroup, path: string): CheckedGroup => ({
    views: checkInteger(`${path}views`, views ?? 1, 1, MAX_VIEWS),
    recipe: checkRecipe(recipe, dataset, `${path}recipe`),
  });
  // Before they are looked at one by one: each is a view at least.
  checkInteger('more_views', request.moreViews.length, 0, MAX_VIEWS - 1);
  const groups = [check(request, ''), ...request.moreViews.map((each, at) => check(each, `more_views[${at}].`))];
  if (viewsOf(groups) > MAX_VIEWS)
    throw invalidField('more_views', viewsOf(groups), `must make, with views, at most ${MAX_VIEWS} of each image`);
  return groups;
}

function noLabels(dataset: NamedDataset): ParallaxError {
  const name = datasetLabel(dataset);
  return new ParallaxError('NO_LABELS', `the pictures of the dataset ${name} have no classes`, {
    metadata: { dataset: name },
  });
}

/** @throws INVALID_FIELD where it is no split's name */
export function checkSplit(dataset: StoredDataset, name: string): NamedSplit {
  const there = splitNames.filter((split) => dataset.splits[split]);
  const found = there.find((split) => split === name);
  if (!found) throw invalidField('split', name, `must be ${there.join(' or ')}`);
  return { ...(dataset.splits[found] as StoredSplit), name: found };
}

/** @throws INVALID_FIELD, NOT_FOUND */
export function checkRecipe(
  recipe: RecipeMessage | undefined | null,
  { height }: StoredDataset,
  field = 'recipe',
): Recipe {
  if (!recipe) throw invalidField(field, '', "must have a shipped recipe's name, or operations");
  const { name, ...rest } = recipe;
  // One that is made up on the spot needs no name.
  const named = { ...rest, name: name || (recipe.operations.length > 0 ? 'custom' : '') };
  return completeRecipe(named as RecipeDraft, height, field);
}

/**
 * @param field the one by which fewer views could be asked for
 * @param value that it has
 * @param images of which each has views of all groups
 * @returns how many bytes they are
 * @throws INVALID_FIELD where a call makes no views of so many bytes, or none that cost so much
 */
export function checkAmount(
  field: string,
  value: unknown,
  { height, width }: StoredDataset,
  { groups, images, most = MAX_VIEWS_BYTES }: { groups: readonly CheckedGroup[]; images: number; most?: number },
): number {
  const bytes = groups.reduce((sum, { recipe, views }) => {
    const size = viewSize(recipe, height, width);
    return sum + images * views * size.height * size.width * 3;
  }, 0);
  if (bytes > most)
    throw invalidField(field, value, `asks for ${bytes} bytes of views, and a call makes at most ${most}`);
  checkViewsCost(field, value, { groups, height, width, images });
  return bytes;
}

/**
 * Where the views lie: a digest of all that their bytes depend on, so that whoever asks for the same views shares them.
 * The recipe's name and its normalisation change no byte.
 */
export function viewsKey({ dataset, split, groups, labels, ...request }: CheckedRequest): string {
  const { images, seed, epoch, shuffled, start, end } = request;
  const [first, ...more] = groups.map(({ recipe, views }) => ({ operations: canonical(recipe.operations), views }));
  const digest = createHash('sha256').update(
    JSON.stringify({
      kernels: KERNELS_VERSION,
      dataset: dataset.sha256,
      split: split.name,
      // Without labels the dataset's sha256 doesn't say where one image and one split ends and the next begins.
      ...(!split.labels && { unlabelled: { train: dataset.splits.train.count, height: dataset.height } }),
      // The order is that of `images`; in the dataset's own it is the same whatever `images` is.
      ...(shuffled && { shuffled: images }),
      ...first,
      ...(more.length > 0 && { more }),
      ...(labels && { labels }),
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
