import type { BlobRef, Tensor } from '@parallax/blobs';
import type { Features, Labels } from '@parallax/evaluation';
import { centred, type Normalisation } from '@parallax/models';
import { imageRequests, type Selection, streamViews, type ViewSource } from '@parallax/reader';

/** The first images of a split as they are, in the dataset's order. */
export interface Images {
  count: number;
  labels: Labels;
  /** uint8 [count, height, width, 3]. */
  pixels: Uint8Array;
}

/**
 * @param sizes of the dataset's images, and of those that are wanted, in pixels a side
 * @param labels the blob with the labels of the whole split
 */
export async function readImages(
  source: ViewSource,
  selection: Selection,
  sizes: { from: number; to: number },
  count: number,
  labels: BlobRef,
): Promise<Images> {
  const read = (await source.store.getTensors(labels, { signal: source.signal })).labels as Tensor<'U8' | 'U16'>;
  const parts: Uint8Array[] = [];
  for await (const { views } of streamViews(source, imageRequests(selection, sizes, count))) parts.push(views);
  return { count, labels: read.data.subarray(0, count), pixels: Buffer.concat(parts) };
}

/** Pixels in [-1, 1], whatever a recipe says: the baseline of everything. */
export function rawFeatures({ pixels, count }: Images): Features {
  return { data: normalised(pixels, centred), width: pixels.length / count };
}

/** RGB pixels as float32, normalised channel by channel. */
export function normalised(pixels: Uint8Array, { mean, standardDeviation }: Normalisation): Float32Array {
  const values = new Float32Array(pixels.length);
  for (const channel of [0, 1, 2]) {
    const scale = 1 / (255 * (standardDeviation[channel] as number));
    const shift = (mean[channel] as number) / (standardDeviation[channel] as number);
    for (let at = channel; at < pixels.length; at += 3) values[at] = (pixels[at] as number) * scale - shift;
  }
  return values;
}
