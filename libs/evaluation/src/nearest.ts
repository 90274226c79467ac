import { checkInteger, invalidField } from '@parallax/errors';
import { matmul, multiply, scope, tensor, topK } from '@parallax/tensors';
import { checkWidth, type FeatureRows, MOST_BYTES } from './features.js';
import { partOf, pieces, type Watch } from './pieces.js';
import { inverseLength, unitRows } from './unit-length.js';

export interface SearchOptions extends Watch {
  /** The bank of neighbours. Left as it is during the search. */
  train: FeatureRows;
  test: FeatureRows;
  /** How many neighbours are looked for. */
  k: number;
  /** Up to so many bytes of the bank are looked through as one, of more a quarter of it at a time: that changes no neighbour. Default: 1 GiB. */
  mostBytes?: number;
}

/** Similarities that one piece computes at once: 100 MB. */
const pieceSimilarities = 25_000_000;

/**
 * The k rows of the bank with the largest cosine similarity to each test row. Of equally similar rows the earlier in the bank counts as
 * nearer. A zero row has similarity 0 to every other.
 *
 * @throws INVALID_FIELD for a k larger than the bank, or features that are not finite
 */
export async function findNearest(options: SearchOptions): Promise<Nearest> {
  const { train, test, k, mostBytes = MOST_BYTES } = options;
  checkWidth('test', test, train.width);
  checkInteger('k', k, 1, 1e9);
  if (k > train.count) throw invalidField('k', k, `must be at most the number of images in the bank, ${train.count}`);
  const nearest = new Nearest(test.count, k);
  const isWhole = 4 * train.count * train.width <= mostBytes;
  const size = isWhole ? train.count : Math.max(1, Math.floor(mostBytes / 16 / train.width));
  const blocks = Math.ceil(train.count / size);
  for (let block = 0; block < blocks; block++) {
    const [start, end] = [block * size, Math.min(train.count, (block + 1) * size)];
    await searchBlock(options, nearest, start, end, partOf(options, block, blocks));
  }
  return nearest;
}

/**
 * Bytes of the similarities of a piece of the test images with a bank, and once more scaled; of the nearest similarities and places, in
 * TensorFlow's memory and in ours.
 */
export function neighboursMemory(bank: number, k: number): number {
  const rows = Math.max(1, Math.min(1000, pieceSimilarities / bank));
  return rows * (2 * 4 * bank + 4 * 4 * k);
}

/** Looks for neighbours of all test rows among the rows [first, last) of the bank. */
async function searchBlock(
  { train, test }: Pick<SearchOptions, 'train' | 'test'>,
  nearest: Nearest,
  first: number,
  last: number,
  watch: Watch,
): Promise<void> {
  const [rows, k] = [last - first, Math.min(nearest.k, last - first)];
  const features = { data: await train.read(first, last), width: train.width };
  // Scaling the products instead of the bank saves a second copy of it.
  const scales = new Float32Array(rows);
  for await (const [start, end] of pieces(rows, 5000, 'images', { signal: watch.signal }))
    for (let row = start; row < end; row++) scales[row] = inverseLength('train', features, row, first);
  const bank = tensor(features.data, [rows, train.width]);
  const bankScales = tensor(scales, [1, rows]);
  try {
    const size = Math.max(1, Math.min(1000, Math.floor(pieceSimilarities / rows)));
    for await (const [start, end] of pieces(test.count, size, 'images', watch)) {
      const unit = unitRows('test', { data: await test.read(start, end), width: test.width }, start);
      const [similarities, neighbours] = scope(() => {
        const products = matmul(tensor(unit, [end - start, test.width]), bank, { transposeB: true });
        return topK(multiply(products, bankScales), k).map((output) => output.data());
      }) as [Float32Array, Int32Array];
      for (let index = 0; index < end - start; index++) {
        const own = <T extends Float32Array | Int32Array>(all: T) => all.subarray(index * k, (index + 1) * k) as T;
        nearest.merge(start + index, own(similarities), own(neighbours), first);
      }
    }
  } finally {
    bank.dispose();
    bankScales.dispose();
  }
}

/** The k nearest of each test row among those of the bank that have been looked at, the nearest first. */
export class Nearest {
  readonly k: number;
  readonly #similarities: Float32Array;
  readonly #neighbours: Int32Array;
  readonly #found: Int32Array;

  constructor(rows: number, k: number) {
    this.k = k;
    this.#similarities = new Float32Array(rows * k);
    this.#neighbours = new Int32Array(rows * k);
    this.#found = new Int32Array(rows);
  }

  /** @param k how many of them, where not all */
  of(row: number, k = this.k): { similarities: Float32Array; neighbours: Int32Array } {
    const start = row * this.k;
    const end = start + Math.min(k, this.#found[row] as number);
    return { similarities: this.#similarities.subarray(start, end), neighbours: this.#neighbours.subarray(start, end) };
  }

  /**
   * Takes up what a block has for a row; of equally similar ones, those of an earlier block are nearer.
   *
   * @param first the block's first row: `neighbours` count from it
   */
  merge(row: number, similarities: Float32Array, neighbours: Int32Array, first: number): void {
    const before = this.of(row);
    const known = { similarities: before.similarities.slice(), neighbours: before.neighbours.slice() };
    const found = Math.min(this.k, known.similarities.length + similarities.length);
    for (let at = row * this.k, old = 0, own = 0; old + own < found; at++) {
      // What is beyond either's end is undefined, and less than nothing.
      const isOld =
        !((similarities[own] as number) > (known.similarities[old] as number)) && old < known.similarities.length;
      if (isOld || own >= similarities.length) {
        this.#similarities[at] = known.similarities[old] as number;
        this.#neighbours[at] = known.neighbours[old++] as number;
      } else {
        this.#similarities[at] = similarities[own] as number;
        this.#neighbours[at] = first + (neighbours[own++] as number);
      }
    }
    this.#found[row] = found;
  }
}
