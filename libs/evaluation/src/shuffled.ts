import { deriveSeed, Generator, permutation } from '@parallax/random';
import { type FeatureRows, MOST_BYTES } from './features.js';

/** Blocks whose rows are shuffled together, where not all are. */
const BLOCKS_OF_A_GROUP = 16;

export interface ShuffleOptions {
  /** Rows of a batch; the last may have fewer. */
  batch: number;
  seed: number;
  epoch: number;
  /** Up to so many bytes are shuffled as one; of more, half of it at a time. Default: 1 GiB. */
  mostBytes?: number;
}

export interface Shuffled {
  /** Row-major. */
  data: Float32Array;
  /** Of each of them, its place among all. */
  rows: Int32Array;
}

/**
 * The rows of an epoch in batches, in an order that (seed, `probe-order`, epoch) draws. Up to 1 GiB it is a permutation of all. Of more,
 * blocks of 32 MiB are permuted, and rows only among the 16 blocks that are in memory then, as images of a training are; the last batch of
 * each such group may be smaller.
 */
export async function* shuffled(features: FeatureRows, options: ShuffleOptions): AsyncGenerator<Shuffled> {
  const { batch, seed, epoch, mostBytes = MOST_BYTES } = options;
  const { count, width } = features;
  const isWhole = count * width * 4 <= mostBytes;
  const size = isWhole ? count : Math.max(1, Math.floor(mostBytes / 2 / BLOCKS_OF_A_GROUP / width / 4));
  const blocks = permutation(Math.ceil(count / size), new Generator(deriveSeed(seed, 'probe-blocks', epoch)));
  for (let first = 0, group = 0; first < blocks.length; first += BLOCKS_OF_A_GROUP, group++) {
    const ranges = Array.from(blocks.subarray(first, first + BLOCKS_OF_A_GROUP), (block) => ({
      start: block * size,
      end: Math.min(count, (block + 1) * size),
    }));
    const { data, places } = await readRanges(features, ranges);
    const generator = new Generator(
      isWhole ? deriveSeed(seed, 'probe-order', epoch) : deriveSeed(seed, 'probe-order', epoch, group),
    );
    const order = permutation(places.length, generator);
    for (let start = 0; start < order.length; start += batch) {
      const some = order.subarray(start, start + batch);
      yield { data: gather(data, width, some), rows: some.map((at) => places[at] as number) };
    }
  }
}

interface Range {
  start: number;
  end: number;
}

/** One range is given as it lies; several are put one after another. */
async function readRanges(
  features: FeatureRows,
  ranges: readonly Range[],
): Promise<{ data: Float32Array; places: Int32Array }> {
  const places = Int32Array.from(
    ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
  );
  const [only] = ranges;
  if (only && ranges.length === 1) return { data: await features.read(only.start, only.end), places };
  const data = new Float32Array(places.length * features.width);
  let filled = 0;
  for (const { start, end } of ranges) {
    data.set(await features.read(start, end), filled);
    filled += (end - start) * features.width;
  }
  return { data, places };
}

function gather(data: Float32Array, width: number, rows: Int32Array): Float32Array {
  const gathered = new Float32Array(rows.length * width);
  for (const [place, row] of rows.entries()) gathered.set(data.subarray(row * width, (row + 1) * width), place * width);
  return gathered;
}
