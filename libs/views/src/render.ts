import { invalidField } from '@parallax/errors';
import { deriveSeed, Generator } from '@parallax/random';
import { operationOf } from './operations/list.js';
import type { Step } from './operations/operation.js';
import { type Planes, planes, read, write } from './operations/planes.js';
import { type Recipe, sideAfter, viewSize } from './recipe.js';

/** Part of the name of every blob of views: raised by one whenever a kernel, a draw or the order changes their bytes. */
export const KERNELS_VERSION = 1;

export interface ViewsRequest {
  /** uint8 [indices, height, width, 3]: the images, in the order of `indices`. */
  images: Uint8Array;
  height: number;
  width: number;
  recipe: Recipe;
  /** How many of each image, at least 1. */
  views: number;
  /** How many views of each image by other recipes come before these, which counts them. Default 0. */
  before?: number;
  seed: number;
  epoch: number;
  /** Each image's place in its split: what is drawn for its views depends on it. */
  indices: Int32Array;
}

/**
 * Views of the images at `indices`: uint8 [indices, views, H, W, 3], where H and W are what `viewSize` says. The numbers
 * that make one view depend on (seed, epoch, image, view) alone, so it doesn't matter who renders what beside what.
 *
 * @param begin the first view that is rendered, counted over all images: a thread of the pool renders a part
 * @param end the one after the last
 * @throws INVALID_FIELD where there is not an image for each index, for an index below 0, or views below 1
 */
export function renderViews(
  request: ViewsRequest,
  begin = 0,
  end = request.indices.length * request.views,
): Uint8Array<ArrayBuffer> {
  const { images, height, width, recipe, views, before = 0, seed, epoch, indices } = request;
  const step = viewsLength(request) / Math.max(1, indices.length * views);
  const renderer = new Renderer(recipe, height, width);
  const out = new Uint8ClampedArray((end - begin) * step);
  for (let at = begin; at < end; at++) {
    const row = Math.floor(at / views);
    const generator = new Generator(deriveSeed(seed, 'views', epoch, indices[row], before + (at % views)));
    renderer.render(images, row * height * width * 3, generator, out, (at - begin) * step);
  }
  return new Uint8Array(out.buffer);
}

/** Bytes of the views that are asked for; throws what `renderViews` throws. */
export function viewsLength({ images, height, width, recipe, views, indices }: ViewsRequest): number {
  if (images.length !== indices.length * height * width * 3)
    throw invalidField(
      'images',
      images.length,
      `must be the length of ${indices.length} images of ${height}×${width}×3`,
    );
  if (!Number.isInteger(views) || views < 1) throw invalidField('views', views, 'must be a whole number from 1');
  const stray = indices.findIndex((index) => index < 0);
  if (stray >= 0) throw invalidField(`indices[${stray}]`, indices[stray], 'must be the place of an image, from 0');
  const size = viewSize(recipe, height, width);
  return indices.length * views * size.height * size.width * 3;
}

/** Makes views of images of one size by one recipe, in buffers of its own: for a view nothing of its size is allocated. */
class Renderer {
  readonly #height: number;
  readonly #width: number;
  readonly #steps: Step[];
  readonly #buffers: [Planes, Planes];

  constructor({ operations }: Recipe, height: number, width: number) {
    const sizes = operations.map((each) => sideAfter(each) ?? 0);
    const edge = Math.max(height, width, ...sizes);
    this.#height = height;
    this.#width = width;
    this.#steps = operations.map((each) => {
      const { operation, parameters } = operationOf(each);
      return operation.step(parameters, edge);
    });
    this.#buffers = [planes(edge), planes(edge)];
  }

  /** One view of the image that begins at `from`, written from `to` on, with the numbers that the generator draws. */
  render(images: Uint8Array, from: number, generator: Generator, out: Uint8ClampedArray, to: number): void {
    let [image, spare] = this.#buffers;
    read(image, images, from, this.#height, this.#width);
    for (const step of this.#steps) {
      const result = step(image, spare, generator);
      if (result === spare) [image, spare] = [spare, image];
    }
    write(image, out, to);
  }
}
