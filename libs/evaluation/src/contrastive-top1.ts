import { matmul, scope, tensor } from '@parallax/tensors';
import { pieces, type Watch } from './pieces.js';

/** Images that are told apart at once. */
const batchImages = 256;

/** How far similarities of equal rows may lie apart through float32's rounding alone. */
const tie = 1e-6;

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
    views.set(first.subarray(start * width, end * width));
    views.set(second.subarray(start * width, end * width), batch * width);
    hits += positivesFirst(views, batch, width);
  }
  return hits / (2 * used);
}

function positivesFirst(views: Float32Array, batch: number, width: number): number {
  const count = 2 * batch;
  const similarities = scope(() => {
    const all = tensor(views, [count, width]);
    return matmul(all, all, { transposeB: true }).data() as Float32Array;
  });
  let hits = 0;
  for (let view = 0; view < count; view++) {
    const row = similarities.subarray(view * count, (view + 1) * count);
    const positive = (view + batch) % count;
    const limit = (row[positive] as number) - tie;
    if (row.every((similarity, other) => other === view || other === positive || similarity < limit)) hits++;
  }
  return hits;
}
