import type { PreviewRequest, PreviewResponseInput } from '@parallax/contract';
import { checkInteger, invalidField } from '@parallax/errors';
import type { Call } from '@parallax/rpc';
import { contactSheet, imageGrid, type Sheet, type ViewPool, viewSize } from '@parallax/views';
import sharp from 'sharp';
import type { Admission } from './admission.js';
import { checkAmount, checkRecipe, checkSplit, findDataset } from './augment-request.js';
import type { Catalogue } from './catalogue.js';
import type { ImageCache } from './image-cache.js';

const MAX_IMAGES = 64;
const MAX_VIEWS = 32;

/** The most bytes of views on one sheet: more are seconds of compression, which can't be interrupted. */
const MAX_PREVIEW_BYTES = 16 * 1024 * 1024;

/** Draws views beside their images: the same as Augment makes. @throws OVERLOADED */
export function preview(catalogue: Catalogue, images: ImageCache, pool: ViewPool, admission: Admission) {
  return async (asked: PreviewRequest, { signal }: Call): Promise<PreviewResponseInput> => {
    const dataset = await findDataset(catalogue, asked.dataset, signal);
    const split = checkSplit(dataset, asked.split || 'train');
    const views = checkInteger('views', asked.views ?? 8, 0, MAX_VIEWS);
    const indices = indicesOf(asked.indices, split.count);
    const recipe = checkRecipe(views === 0 ? { name: 'identity', operations: [] } : asked.recipe, dataset);
    const amount = { groups: [{ recipe, views: Math.max(1, views) }], images: indices.length, most: MAX_PREVIEW_BYTES };
    checkAmount('views', views, dataset, amount);
    const { height, width } = dataset;
    const { seed = 0, epoch = 0 } = asked;
    const render = async () => {
      const taken = await images.take(split, height * width * 3, indices, signal);
      if (views === 0) return imageGrid(taken, height, width);
      const request = { images: taken, height, width, recipe, views, seed, epoch, indices };
      return contactSheet(request, await pool.render(request, signal));
    };
    const draw = async (sheet: Sheet) => {
      const raw = { width: sheet.width, height: sheet.height, channels: 3 } as const;
      return { png: await sharp(sheet.data, { raw }).png().toBuffer() };
    };
    const size = viewSize(recipe, height, width);
    const cell = 3 * Math.max(height, size.height) * Math.max(width, size.width);
    // They lie in memory as views, as the sheet, as sharp's copy of it, and as PNG.
    const bytes = 4 * indices.length * (1 + views) * cell;
    const work = { groups: [{ recipe, views }], images: indices.length, height, width, bytes };
    return admission.make(work, render, draw, signal);
  };
}

function indicesOf(asked: number[], count: number): Int32Array {
  if (asked.length === 0) return Int32Array.from({ length: Math.min(8, count) }, (_, index) => index);
  if (asked.length > MAX_IMAGES) {
    throw invalidField('indices', `${asked.length} indices`, `must have at most ${MAX_IMAGES} entries`);
  }
  return Int32Array.from(asked, (index, place) => checkInteger(`indices[${place}]`, index, 0, count - 1));
}
