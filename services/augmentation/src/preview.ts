import type { PreviewRequest, PreviewResponseInput } from '@parallax/contract';
import { checkInteger, invalidField } from '@parallax/errors';
import type { Call } from '@parallax/rpc';
import { contactSheet, type ViewPool } from '@parallax/views';
import sharp from 'sharp';
import type { Catalogue } from './catalogue.js';
import { checkRecipe, checkSplit, checkViewsBytes } from './checks.js';

const MAX_IMAGES = 64;
const MAX_VIEWS = 32;

/** Draws views beside their images: the same as Augment makes. */
export function preview(catalogue: Catalogue, pool: ViewPool) {
  return async (asked: PreviewRequest, { signal }: Call): Promise<PreviewResponseInput> => {
    const dataset = await catalogue.get(asked.dataset || 'cifar10', signal);
    const split = checkSplit(dataset, asked.split || 'train');
    const views = checkInteger('views', asked.views ?? 8, 1, MAX_VIEWS);
    const indices = indicesOf(asked.indices, split.count);
    const recipe = checkRecipe(asked.recipe, dataset);
    checkViewsBytes('views', views, dataset, { recipe, views, images: indices.length });
    const { height, width } = dataset;
    const { seed = 0, epoch = 0 } = asked;
    const images = await catalogue.images(split, signal);
    const request = { images, height, width, recipe, views, seed, epoch, indices };
    const sheet = contactSheet(request, await pool.render(request, signal));
    const raw = { width: sheet.width, height: sheet.height, channels: 3 } as const;
    return { png: await sharp(sheet.data, { raw }).png().toBuffer() };
  };
}

function indicesOf(asked: number[], count: number): Int32Array {
  if (asked.length === 0) return Int32Array.from({ length: Math.min(8, count) }, (_, index) => index);
  if (asked.length > MAX_IMAGES) {
    throw invalidField('indices', `${asked.length} indices`, `must have at most ${MAX_IMAGES} entries`);
  }
  return Int32Array.from(asked, (index, place) => checkInteger(`indices[${place}]`, index, 0, count - 1));
}
