import { setImmediate as breathe } from 'node:timers/promises';
import { checkInteger } from '@parallax/errors';
import { Linear, Optimiser, type OptimiserSpec } from '@parallax/learning';
import { classify, learn } from './classification.js';
import { checkLabels, checkWidth, type FeatureRows, type Labels } from './features.js';
import { moments, standardise } from './moments.js';
import { pieces, type Watch } from './pieces.js';
import { type Shuffled, shuffled } from './shuffled.js';

export interface LinearProbeOptions extends Watch {
  train: FeatureRows;
  trainLabels: Labels;
  test: FeatureRows;
  /** How many classes there are. */
  classes: number;
  /** Default: 10. */
  epochs?: number;
  /** Default: 256; the last, smaller batch of an epoch is kept. */
  batch?: number;
  /** Default: Adam, learning rate 1e-3, weight decay 1e-3 on weights and biases. */
  optimiser?: OptimiserSpec;
  /** From (seed, `probe-order`, epoch) comes the order of an epoch's images. Default: 0. */
  seed?: number;
}

const defaultOptimiser: OptimiserSpec = { adam: { learningRate: 1e-3, weightDecay: 1e-3 } };

/**
 * Softmax regression on features standardised by the training set's mean and standard deviation (a feature that never
 * changes becomes 0). It is convex, so weights and biases start at 0.
 *
 * @returns the class of each test row, the lowest of equally likely ones
 * @throws INVALID_FIELD for features that are not finite, LOSS_NOT_FINITE where the optimiser leaves the finite
 */
export async function linearProbe(options: LinearProbeOptions): Promise<Int32Array> {
  const { train, trainLabels, test, classes, optimiser: spec = defaultOptimiser, signal } = options;
  checkWidth('test', test, train.width);
  checkLabels('trainLabels', trainLabels, train.count, classes);
  const statistics = await moments('train', train, { signal });
  const layer = new Linear('linear', new Float32Array(classes * train.width), new Float32Array(classes));
  const optimiser = new Optimiser(layer.parameters, spec);
  try {
    for await (const { data, rows } of batches(options)) {
      const labels = rows.map((row) => trainLabels[row] as number);
      learn(layer, optimiser, standardise(data, statistics), labels);
    }
    const predictions = new Int32Array(test.count);
    for await (const [start, end] of pieces(test.count, 1000, 'images', { signal })) {
      predictions.set(classify(layer, standardise(await test.read(start, end), statistics), test.width), start);
    }
    return predictions;
  } finally {
    optimiser.dispose();
    for (const parameter of layer.parameters) parameter.dispose();
  }
}

/** The rows of every step of every epoch. */
async function* batches(options: LinearProbeOptions): AsyncGenerator<Shuffled> {
  const { train, epochs = 10, batch = 256, seed = 0, report, signal } = options;
  checkInteger('epochs', epochs, 1, 1e9);
  checkInteger('batch', batch, 1, 1e9);
  let done = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for await (const rows of shuffled(train, { batch, seed, epoch })) {
      signal?.throwIfAborted();
      yield rows;
      done += rows.rows.length;
      report?.({ done, total: epochs * train.count, unit: 'images' });
      await breathe();
    }
  }
}
