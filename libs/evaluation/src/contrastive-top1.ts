import { contrastiveTop1 as ofBatch, withoutItself } from '@parallax/learning';
import { matmul, scope, tensor } from '@parallax/tensors';
import { pieces, type Watch } from './pieces.js';

/** Images that are told apart at once. */
const batchImages = 256;

/**
 * How often a view's positive, the other view of its image, is more similar to it than all views of the other images in
 * its batch of 256 (so one of 511 candidates, itself left out): the accuracy of the contrastive task. A tie is a miss.
 *
 * Batches are fixed: images 0 … 255, 256 … 511 and so on; a smaller rest is left out, since it would be easier. Fewer
 * than 256 images are one batch.
 *
 * @param first row-major [images, width], each row of length 1 or 0
 * @param second the other view of each image
 */
export async function contrastiveTop1(
  first: Float32Array,
  second: Float32Array,
  width: number,
  watch: Watch = {},
): Promise<number> {
  const images = first.length / width;
  const batch = Math.min(batchImages, images);
  const used = images - (images % batch);
  const views = new Float32Array(2 * batch * width);
  let hits = 0;
  for await (const [start, end] of pieces(used, batch, 'images', watch)) {
    for (let image = start; image < end; image++) {
      views.set(first.subarray(image * width, (image + 1) * width), 2 * (image - start) * width);
      views.set(second.subarray(image * width, (image + 1) * width), (2 * (image - start) + 1) * width);
    }
    hits += countHits(views, width);
  }
  return hits / (2 * used);
}

/** @param views row-major; rows 2i and 2i + 1 are views of one image */
function countHits(views: Float32Array, width: number): number {
  const count = views.length / width;
  const share = scope(() => {
    const all = tensor(views, [count, width]);
    return ofBatch(all, withoutItself(matmul(all, all, { transposeB: true })), 1, 2).data() as Float32Array;
  });
  return Math.round((share[0] as number) * count);
}
