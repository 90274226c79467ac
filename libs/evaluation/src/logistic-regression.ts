import { Linear } from '@parallax/learning';
import {
  add,
  biasGradient,
  crossEntropy,
  matmul,
  multiply,
  scope,
  subtract,
  sum,
  type Tensor,
  tensor,
} from '@parallax/tensors';
import type { FeatureRows, Labels } from './features.js';
import { minimise, REMEMBERED, type Slope } from './lbfgs.js';
import type { Moments } from './moments.js';
import { pieces, type Watch } from './pieces.js';
import type { TaskSize } from './probes/probe.js';

/** Bytes of rows that one piece of a pass has. */
const PIECE_BYTES = 2 ** 25;

/** The largest entry of the gradient of the mean loss at which the optimum counts as reached; scikit-learn's is ten times that. */
const TOLERANCE = 1e-5;

export interface LogisticOptions {
  train: FeatureRows;
  trainLabels: Labels;
  classes: number;
  /** Rows that are left out, 1 each. */
  leftOut?: Uint8Array;
  /** Of the penalty, as scikit-learn counts it: the sum of the losses, times C, stands beside ½‖weights‖²; biases are free. */
  c: number;
  /** At most. */
  iterations: number;
}

/**
 * Softmax regression at its optimum, by L-BFGS over all rows at once, which are read anew in each pass: with features standardised what
 * scikit-learn's `LogisticRegression(C=c)` finds.
 */
export async function fitLogistic(options: LogisticOptions, moments: Moments, watch: Watch): Promise<Linear> {
  const { train, classes, iterations } = options;
  const { width } = train;
  const point = await minimise(
    new Float64Array(classes * (width + 1)),
    (weights) => slopeAt(weights, options, moments, watch),
    {
      iterations,
      tolerance: TOLERANCE,
      onIteration: (done) => watch.report?.({ done, total: iterations, unit: 'iterations' }),
    },
  );
  return new Linear(
    'logistic',
    Float32Array.from(point.subarray(0, classes * width)),
    Float32Array.from(point.subarray(classes * width)),
  );
}

/** Bytes that a fit holds: pieces on their way, and of weights so many copies in float64 as steps are remembered, twice, and some. */
export function logisticBytes({ width, classes }: TaskSize): number {
  return 5 * PIECE_BYTES + (2 * REMEMBERED + 8) * 8 * classes * (width + 1);
}

/** The mean loss of the rows with the penalty, and its gradient by weights [classes, width] and biases, one after the other. */
async function slopeAt(
  point: Float64Array,
  { train, trainLabels, classes, leftOut, c }: LogisticOptions,
  moments: Moments,
  { signal }: Watch,
): Promise<Slope> {
  const { width } = train;
  const weights = Float32Array.from(point.subarray(0, classes * width));
  const biases = Float32Array.from(point.subarray(classes * width));
  const gradient = new Float64Array(point.length);
  let value = 0;
  let rows = 0;
  const size = Math.max(1, Math.floor(PIECE_BYTES / 4 / width));
  for await (const [start, end] of pieces(train.count, size, 'images', { signal })) {
    const data = await train.read(start, end);
    const counted = Float32Array.from({ length: end - start }, (_, row) => 1 - (leftOut?.[start + row] ?? 0));
    const labels = Int32Array.from({ length: end - start }, (_, row) => trainLabels[start + row] as number);
    const found = pieceOf({ data, counted, labels }, { weights, biases, moments });
    value += found.loss;
    for (const [at, each] of found.byWeights.entries()) (gradient[at] as number) += each;
    for (const [at, each] of found.byBiases.entries()) (gradient[classes * width + at] as number) += each;
    rows += counted.reduce((total, one) => total + one, 0);
  }
  for (let at = 0; at < point.length; at++) (gradient[at] as number) /= rows;
  value /= rows;
  for (let at = 0; at < classes * width; at++) {
    const weight = point[at] as number;
    value += weight ** 2 / (2 * c * rows);
    (gradient[at] as number) += weight / (c * rows);
  }
  return { value, gradient };
}

interface Piece {
  /** float32 [rows, width] */
  data: Float32Array;
  /** 1 for each row that counts, and 0. */
  counted: Float32Array;
  labels: Int32Array;
}

/** The sum of the losses of some rows, and of their gradients. */
function pieceOf(
  { data, counted, labels }: Piece,
  { weights, biases, moments }: { weights: Float32Array; biases: Float32Array; moments: Moments },
): { loss: number; byWeights: Float32Array; byBiases: Float32Array } {
  const [rows, width] = [labels.length, moments.mean.length];
  return scope(() => {
    const features = standardised(tensor(data, [rows, width]), moments);
    const products = matmul(features, tensor(weights, [biases.length, width]), { transposeB: true });
    const { losses, gradient } = crossEntropy(add(products, tensor(biases)), tensor(labels));
    const share = multiply(gradient, tensor(counted, [rows, 1]));
    return {
      loss: (sum(multiply(losses, tensor(counted)), [0]).data() as Float32Array)[0] as number,
      byWeights: matmul(share, features, { transposeA: true }).data() as Float32Array,
      byBiases: biasGradient(share).data() as Float32Array,
    };
  });
}

/** As `standardise`, in TensorFlow, since it is done in every pass; what rounding leaves of the mean is the biases' to take up. */
function standardised(rows: Tensor, { mean, deviation }: Moments): Tensor {
  const scale = Float32Array.from(deviation, (value) => (value === 0 ? 0 : 1 / value));
  return multiply(subtract(rows, tensor(Float32Array.from(mean))), tensor(scale));
}
