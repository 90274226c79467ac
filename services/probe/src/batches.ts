import type { AugmentRequestInput } from '@parallax/contract';
import { type FeatureRows, type Labels, shuffled } from '@parallax/evaluation';
import type { Normalisation } from '@parallax/networks';
import { streamViews, type ViewSource } from '@parallax/reader';
import { viewsPerShard } from '@parallax/specs';
import { normalised } from './images.js';

/** A batch as the MLP learns from it: rows and their classes. */
export interface Batch {
  features: Float32Array;
  labels: Int32Array;
}

/** Features that stay the same, in an order that (seed, `probe-order`, epoch) draws. */
export async function* featureBatches(
  features: FeatureRows,
  labels: Labels,
  batch: number,
  seed: number,
  epoch: number,
): AsyncGenerator<Batch> {
  for await (const { data, rows } of shuffled(features, { batch, seed, epoch }))
    yield { features: data, labels: rows.map((row) => labels[row] as number) };
}

/** Features in their own order, to be classified. */
export async function* rowBatches(features: FeatureRows): AsyncGenerator<Pick<Batch, 'features'>> {
  for (let start = 0; start < features.count; start += 1000)
    yield { features: await features.read(start, Math.min(features.count, start + 1000)) };
}

/**
 * The pixels of one view of each image as features, in batches that don't cross the shards in which they are read.
 *
 * @param request of all images; its range is filled in
 * @param side of the views, in pixels
 */
export async function* viewBatches(
  source: ViewSource,
  request: AugmentRequestInput,
  images: number,
  labels: Labels,
  { batch, side }: { batch: number; side: number },
  normalisation: Normalisation,
): AsyncGenerator<Batch> {
  const size = batch * Math.max(1, Math.floor(viewsPerShard(side) / batch));
  for await (const { views, indices } of streamViews(source, shardsOf(request, images, size))) {
    const width = views.length / indices.length;
    for (let start = 0; start < indices.length; start += batch) {
      const images = indices.subarray(start, start + batch);
      const pixels = views.subarray(start * width, (start + images.length) * width);
      yield { features: normalised(pixels, normalisation), labels: images.map((image) => labels[image] as number) };
    }
  }
}

function* shardsOf(request: AugmentRequestInput, images: number, size: number): Iterable<AugmentRequestInput> {
  for (let start = 0; start < images; start += size) yield { ...request, start, end: Math.min(start + size, images) };
}
