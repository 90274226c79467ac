import { type BlobRef, RowStore, type Tensor } from '@parallax/blobs';
import { type FeatureRows, type Labels, MOST_BYTES, PART_BYTES, rowsIn } from '@parallax/evaluation';
import { centred, type Normalisation } from '@parallax/networks';
import { imageRequests, type Selection, streamViews, type ViewSource } from '@parallax/reader';
import type { SplitName } from '@parallax/specs';

/** The first images of a split as they are, in the dataset's order. */
export interface Images {
  count: number;
  labels: Labels;
  /** uint8 [count, height, width, 3]. Whoever has read them closes it. */
  pixels: RowStore;
  /** Pixels a side. */
  side: number;
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
  const pixels = await RowStore.open({ count, bytes: sizes.to ** 2 * 3 });
  try {
    for await (const { views } of streamViews(source, imageRequests(selection, sizes, count))) await pixels.add(views);
  } catch (thrown) {
    await pixels.close();
    throw thrown;
  }
  return { count, labels: read.data.subarray(0, count), pixels, side: sizes.to };
}

/**
 * Pixels in [-1, 1], whatever a recipe says: the baseline of everything.
 *
 * @param mostBytes up to which they are made once and stay in memory; of more they are made whenever they are read
 */
async function rawFeatures({ pixels, count, side }: Images, mostBytes: number): Promise<FeatureRows> {
  const width = side ** 2 * 3;
  const read = async (start: number, end: number) => normalised(await pixels.read(start, end), centred);
  if (4 * count * width > mostBytes) return { count, width, read };
  return rowsIn('pixels', { data: await read(0, count), width });
}

/** Of pixels as features: a bank is looked through again and again, and test images once by each probe. */
export async function rawFeaturesOf(images: Record<SplitName, Images>): Promise<Record<SplitName, FeatureRows>> {
  return { train: await rawFeatures(images.train, MOST_BYTES), test: await rawFeatures(images.test, PART_BYTES) };
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
