import { invalidField } from '@parallax/errors';
import { deriveSeed, Generator } from '@parallax/random';
import { type Recipe, viewSize } from './recipe.js';
import { Renderer } from './renderer.js';

/** Part of the name of every blob of views: raised by one whenever a kernel, a draw or the order changes their bytes. */
export const KERNELS_VERSION = 1;

export interface ViewsRequest {
  /** uint8 [count, height, width, 3]: the dataset. */
  images: Uint8Array;
  height: number;
  width: number;
  recipe: Recipe;
  /** How many of each image, at least 1. */
  views: number;
  seed: number;
  epoch: number;
  /** Which images, by their place in the dataset. */
  indices: Int32Array;
}

/**
 * Views of the images at `indices`: uint8 [indices, views, H, W, 3], where H and W are what `viewSize` says. The numbers
 * that make one view depend on (seed, epoch, image, view) alone, so it doesn't matter who renders what beside what.
 *
 * @throws INVALID_FIELD for an index that the dataset doesn't have, or views below 1
 */
export function renderViews(request: ViewsRequest): Uint8Array<ArrayBuffer> {
  const { images, height, width, recipe, views, seed, epoch, indices } = request;
  const out = new Uint8Array(viewsLength(request));
  const renderer = new Renderer(recipe, height, width);
  const clamped = new Uint8ClampedArray(out.buffer);
  const step = out.length / (indices.length * views);
  let to = 0;
  for (const image of indices) {
    for (let view = 0; view < views; view++, to += step) {
      const generator = new Generator(deriveSeed(seed, 'views', epoch, image, view));
      renderer.render(images, image * height * width * 3, generator, clamped, to);
    }
  }
  return out;
}

/** Bytes of the views that are asked for; throws what `renderViews` throws. */
export function viewsLength({ images, height, width, recipe, views, indices }: ViewsRequest): number {
  const count = images.length / (height * width * 3);
  if (!Number.isInteger(count) || count < 1)
    throw invalidField('images', images.length, `must be the length of whole images of ${height}×${width}×3`);
  if (!Number.isInteger(views) || views < 1) throw invalidField('views', views, 'must be a whole number from 1');
  const stray = indices.findIndex((image) => image < 0 || image >= count);
  if (stray >= 0)
    throw invalidField(`indices[${stray}]`, indices[stray], `must be the index of one of the ${count} images`);
  const size = viewSize(recipe, height, width);
  return indices.length * views * size.height * size.width * 3;
}
