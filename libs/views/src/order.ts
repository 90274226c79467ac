import { deriveSeed, Generator, permutation } from '@parallax/random';

/** Up to so many bytes of images are permuted as one: an augmentation server has room for them. */
const WHOLE = 2 ** 30;

/** Beyond that, images are permuted within so many shards at a time. */
const SHARDS_OF_A_GROUP = 16;

/** About as many bytes of images are in a shard of a dataset, 64 MiB: so much is read to have one of them. */
const SHARD_BYTES = 64 * 2 ** 20;

/** Images in each shard of a split but the last. */
export function imagesPerShard(imageBytes: number): number {
  return Math.max(1, Math.floor(SHARD_BYTES / imageBytes));
}

/** What an order is of, and what draws it. */
export interface OrderSpec {
  /** How many images: the first of their split. */
  count: number;
  /** Bytes of one image. */
  imageBytes: number;
  seed: number;
  epoch: number;
  /** The dataset's SHA-256, in hex. */
  dataset: string;
}

/**
 * The order in which an epoch visits images: their places in the split. (dataset, seed, epoch) draw it, and nothing else.
 *
 * Up to 1 GiB of images it is a permutation of all. More images are never all in memory: their shards are permuted, and
 * images only among the 16 shards that stand together then. So images far from one another in the dataset may meet in a batch
 * in one epoch and not in the next, but a batch has images of 16 shards, not of all.
 *
 * @param start the first position that is wanted, and `end` the one after the last. Default: all
 */
export function order(spec: OrderSpec, start = 0, end = spec.count): Int32Array<ArrayBuffer> {
  const { count, imageBytes, seed, epoch, dataset } = spec;
  if (count * imageBytes > WHOLE) return groupedOrder(spec, start, end);
  const all = permutation(count, new Generator(deriveSeed(seed, `order:${dataset}`, epoch)));
  return Int32Array.from(all.subarray(start, end));
}

function groupedOrder(spec: OrderSpec, start: number, end: number): Int32Array<ArrayBuffer> {
  const { count, imageBytes, seed, epoch, dataset } = spec;
  const perShard = imagesPerShard(imageBytes);
  const shards = permutation(Math.ceil(count / perShard), new Generator(deriveSeed(seed, `shards:${dataset}`, epoch)));
  const found = new Int32Array(end - start);
  let position = 0;
  for (let first = 0; first < shards.length && position < end; first += SHARDS_OF_A_GROUP) {
    const images = imagesOf(shards.subarray(first, first + SHARDS_OF_A_GROUP), spec);
    const [from, to] = [Math.max(start - position, 0), Math.min(end - position, images.length)];
    if (from < to) {
      const group = first / SHARDS_OF_A_GROUP;
      const permuted = permutation(images.length, new Generator(deriveSeed(seed, `order:${dataset}`, epoch, group)));
      for (let at = from; at < to; at++) found[position + at - start] = images[permuted[at] as number] as number;
    }
    position += images.length;
  }
  return found;
}

/** The images of some shards, one shard after another. */
function imagesOf(shards: Int32Array, { count, imageBytes }: OrderSpec): Int32Array {
  const perShard = imagesPerShard(imageBytes);
  const sizes = Array.from(shards, (shard) => Math.min(perShard, count - shard * perShard));
  const images = new Int32Array(sizes.reduce((sum, size) => sum + size, 0));
  let filled = 0;
  for (const [place, shard] of shards.entries()) {
    for (let at = 0; at < (sizes[place] as number); at++) images[filled++] = shard * perShard + at;
  }
  return images;
}
