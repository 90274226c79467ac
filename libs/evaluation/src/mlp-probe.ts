import { setImmediate as breathe } from 'node:timers/promises';
import { checkInteger } from '@parallax/errors';
import { Optimiser, type OptimiserSpec } from '@parallax/learning';
import { deriveSeed, Generator } from '@parallax/random';
import { scope } from '@parallax/tensors';
import { classify, learn } from './classification.js';
import { checkLabels, type Labels, rowsOf } from './features.js';
import { dropoutMasks, Mlp } from './mlp.js';
import type { Watch } from './pieces.js';

export interface MlpProbeOptions extends Watch {
  /** Numbers that describe an image. */
  width: number;
  /** How many classes there are. */
  classes: number;
  /** Images of one epoch. */
  trainImages: number;
  /** The batches of an epoch, from 0, in the order in which they are to be learned from, the last maybe smaller. */
  trainBatches(epoch: number): AsyncIterable<{ features: Float32Array; labels: Labels }>;
  testBatches(): AsyncIterable<{ features: Float32Array }>;
  /** Default: 100. */
  epochs?: number;
  /** Default: Adam, learning rate 1e-4, weight decay 1e-3 added to the gradient. */
  optimiser?: OptimiserSpec;
  /** From (seed, `probe-weights`, layer) and (seed, `dropout`, epoch, step) come weights and masks. Default: 0. */
  seed?: number;
}

const defaultOptimiser: OptimiserSpec = { adam: { learningRate: 1e-4, weightDecay: 1e-3 } };

/**
 * The notebook's classifier of two hidden layers with dropout, trained on batches that may differ in every epoch.
 *
 * @returns the class of each test row in the order of the test batches, the lowest of equally likely ones
 * @throws LOSS_NOT_FINITE where the optimiser leaves the finite, or features do
 */
export async function mlpProbe(options: MlpProbeOptions): Promise<Int32Array> {
  const { width, classes, optimiser: spec = defaultOptimiser, epochs = 100, seed = 0, signal } = options;
  checkInteger('epochs', epochs, 1, 1e9);
  const mlp = Mlp.initialise(width, classes, seed);
  const optimiser = new Optimiser(mlp.parameters, spec);
  try {
    for (let epoch = 0; epoch < epochs; epoch++) await learnEpoch(options, mlp, optimiser, epoch, epochs);
    const predictions: Int32Array[] = [];
    for await (const { features } of options.testBatches()) {
      signal?.throwIfAborted();
      predictions.push(classify(mlp.withoutDropout(), features, width));
      await breathe();
    }
    return Int32Array.from(predictions.flatMap((piece) => [...piece]));
  } finally {
    optimiser.dispose();
    mlp.dispose();
  }
}

async function learnEpoch(
  { width, classes, trainImages, trainBatches, seed = 0, report, signal }: MlpProbeOptions,
  mlp: Mlp,
  optimiser: Optimiser,
  epoch: number,
  epochs: number,
): Promise<void> {
  let step = 0;
  let done = epoch * trainImages;
  for await (const { features, labels } of trainBatches(epoch)) {
    signal?.throwIfAborted();
    const rows = rowsOf('features', { data: features, width });
    checkLabels('labels', labels, rows, classes);
    scope(() => {
      const masks = dropoutMasks(rows, new Generator(deriveSeed(seed, 'dropout', epoch, step++)));
      learn(mlp.withDropout(masks), optimiser, features, Int32Array.from(labels));
    });
    done += rows;
    report?.({ done, total: epochs * trainImages, unit: 'images' });
    await breathe();
  }
}
