import { checkInteger, checkNumber, invalidField } from '@parallax/errors';
import { matmul, multiply, scope, tensor, topK } from '@parallax/tensors';
import { checkLabels, checkWidth, type Features, type Labels, rowsOf } from './features.js';
import { pieces, type Watch } from './pieces.js';
import { inverseLength, unitRows } from './unit-length.js';

export interface KnnOptions extends Watch {
  /** The bank of neighbours. Left as it is while the probe runs. */
  train: Features;
  trainLabels: Labels;
  test: Features;
  /** How many classes there are. */
  classes: number;
  /** Neighbours that vote. Default: 200. */
  k?: number;
  /** τ of a vote's weight, exp(s / τ). Default: 0.1. */
  temperature?: number;
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
  const { train, trainLabels, test, classes, k = 200, temperature = 0.1 } = options;
  const [bankRows, testRows] = [rowsOf('train', train), rowsOf('test', test)];
  checkWidth('test', test, train.width);
  checkLabels('trainLabels', trainLabels, bankRows, classes);
  checkInteger('k', k, 1, 1e9);
  if (k > bankRows) throw invalidField('k', k, `must be at most the number of images in the bank, ${bankRows}`);
  checkNumber('temperature', temperature, { above: 0 });
  const scores = new Float64Array(testRows * classes);
  const scales = await inverseLengths(train, bankRows, options);
  const bank = tensor(train.data, [bankRows, train.width]);
  const bankScales = tensor(scales, [1, bankRows]);
  try {
    const size = Math.max(1, Math.min(1000, Math.floor(pieceSimilarities / bankRows)));
    for await (const [start, end] of pieces(testRows, size, 'images', options)) {
      const rows = unitRows('test', test, start, end);
      const [similarities, neighbours] = scope(() => {
        const products = matmul(tensor(rows, [end - start, test.width]), bank, { transposeB: true });
        return topK(multiply(products, bankScales), k).map((output) => output.data());
      }) as [Float32Array, Int32Array];
      const row = (values: Float32Array | Int32Array, index: number) => values.subarray(index * k, (index + 1) * k);
      for (let index = 0; index < end - start; index++) {
        const shares = scores.subarray((start + index) * classes, (start + index + 1) * classes);
        vote(row(similarities, index), row(neighbours, index), trainLabels, temperature, shares);
      }
    }
  } finally {
    bank.dispose();
    bankScales.dispose();
  }
  return { predictions: largest(scores, classes), scores };
}

/** Scaling the products instead of the bank saves a second copy of it. */
async function inverseLengths(train: Features, rows: number, { signal }: Watch): Promise<Float32Array> {
  const scales = new Float32Array(rows);
  for await (const [start, end] of pieces(rows, 5000, 'images', { signal })) {
    for (let row = start; row < end; row++) scales[row] = inverseLength('train', train, row);
  }
  return scales;
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
