import { checkInteger, checkNumber, invalidField } from '@parallax/errors';
import { matmul, multiply, scope, tensor, topK } from '@parallax/tensors';
import { checkLabels, checkWidth, type FeatureRows, type Labels, MOST_BYTES } from './features.js';
import { partOf, pieces, type Watch } from './pieces.js';
import { inverseLength, unitRows } from './unit-length.js';

export interface KnnOptions extends Watch {
  /** The bank of neighbours. Left as it is while the probe runs. */
  train: FeatureRows;
  trainLabels: Labels;
  test: FeatureRows;
  /** How many classes there are. */
  classes: number;
  /** Neighbours that vote. Default: 200. */
  k?: number;
  /** τ of a vote's weight, exp(s / τ). Default: 0.1. */
  temperature?: number;
  /** Up to so many bytes of the bank are looked through as one, of more a quarter of it at a time: that changes no neighbour. Default: 1 GiB. */
  mostBytes?: number;
}

export interface KnnResult {
  /** The class with the largest score, for each test row; of equal ones the lowest label. */
  predictions: Int32Array;
  /** Each class's share of the votes, row-major [test, classes]: a row sums to 1. */
  scores: Float64Array;
}

/** Similarities that one piece computes at once: 100 MB. */
const pieceSimilarities = 25_000_000;

/**
 * Weighted nearest neighbours (Wu et al. 2018, "Unsupervised Feature Learning via Non-Parametric Instance
 * Discrimination"): the k rows of the bank with the largest cosine similarity s vote for their label with exp(s / τ).
 *
 * Of equally similar rows the earlier in the bank counts as nearer. A zero row has similarity 0 to every other.
 *
 * @throws INVALID_FIELD for a k larger than the bank, a temperature that is not positive, features that are not finite
 */
export async function knn(options: KnnOptions): Promise<KnnResult> {
  const { train, trainLabels, test, classes, k = 200, temperature = 0.1, mostBytes = MOST_BYTES } = options;
  checkWidth('test', test, train.width);
  checkLabels('trainLabels', trainLabels, train.count, classes);
  checkInteger('k', k, 1, 1e9);
  if (k > train.count) throw invalidField('k', k, `must be at most the number of images in the bank, ${train.count}`);
  checkNumber('temperature', temperature, { above: 0 });
  const nearest = new Nearest(test.count, k);
  const isWhole = 4 * train.count * train.width <= mostBytes;
  const size = isWhole ? train.count : Math.max(1, Math.floor(mostBytes / 16 / train.width));
  const blocks = Math.ceil(train.count / size);
  for (let block = 0; block < blocks; block++) {
    const [start, end] = [block * size, Math.min(train.count, (block + 1) * size)];
    await searchBlock(options, nearest, start, end, partOf(options, block, blocks));
  }
  const scores = new Float64Array(test.count * classes);
  for (let row = 0; row < test.count; row++) {
    const { similarities, neighbours } = nearest.of(row);
    vote(similarities, neighbours, trainLabels, temperature, scores.subarray(row * classes, (row + 1) * classes));
  }
  return { predictions: largest(scores, classes), scores };
}

/** Looks for neighbours of all test rows among the rows [first, last) of the bank. */
async function searchBlock(
  { train, test }: Pick<KnnOptions, 'train' | 'test'>,
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
class Nearest {
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

  of(row: number): { similarities: Float32Array; neighbours: Int32Array } {
    const [start, end] = [row * this.k, row * this.k + (this.#found[row] as number)];
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

/** Weights are taken relative to the nearest's, which leaves the shares as they are and can't overflow. */
function vote(
  similarities: ArrayLike<number>,
  neighbours: ArrayLike<number>,
  labels: Labels,
  temperature: number,
  shares: Float64Array,
): void {
  const nearest = similarities[0] as number;
  let total = 0;
  for (let place = 0; place < neighbours.length; place++) {
    const weight = Math.exp(((similarities[place] as number) - nearest) / temperature);
    const label = labels[neighbours[place] as number] as number;
    (shares[label] as number) += weight;
    total += weight;
  }
  for (let label = 0; label < shares.length; label++) (shares[label] as number) /= total;
}

/** The place of each row's largest value, the first of equal ones. */
function largest(values: Float64Array, width: number): Int32Array {
  return Int32Array.from({ length: values.length / width }, (_, row) => {
    const from = values.subarray(row * width, (row + 1) * width);
    return from.indexOf(from.reduce((most, value) => Math.max(most, value)));
  });
}
