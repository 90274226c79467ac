import { setImmediate as breathe } from 'node:timers/promises';
import type { ValuesOf } from '@parallax/errors';
import { type Layer, normalise, Optimiser, rateAt, Sequence } from '@parallax/learning';
import { deriveSeed, Generator, permutation } from '@parallax/random';
import { classifyFrom, learnFrom } from '../classification.js';
import { checkLabels } from '../features.js';
import { pieces, type Watch } from '../pieces.js';
import { disposeOf, newRegression } from '../softmax-regression.js';
import { batch, courseOf, epochs, type ImagesProbe, type ImagesTask, type Steps } from './probe.js';

const parameters = { epochs: { ...epochs, default: 3 }, batch: { ...batch, default: 64 } } as const;

type Values = ValuesOf<typeof parameters> & Steps;

/** Of each weight while it learns: it, its gradient, a moment, what a step makes of these, and what it was copied from. */
const COPIES = 8;

/**
 * The encoder, which begins as it is, and a linear classifier on h, which begins at 0, learn from the labels together. The images are as
 * they are: papers crop and flip them, train for longer, and find more.
 */
export const fineTuning: ImagesProbe<typeof parameters, Steps> = {
  name: 'fine-tuning',
  title: 'fine-tuning',
  about:
    'The encoder learns from the labels too, for a few epochs, with a linear classifier on h; images are not augmented.',
  paper: 'Yosinski et al. 2014, How transferable are features in deep neural networks?',
  needs: 'images',
  parameters,
  steps: {
    optimiser: { sgd: { learningRate: 0.01, momentum: 0.9, nesterov: true } },
    schedule: { cosine: { restarts: 0 }, warmup: 0 },
  },
  heldBytes: ({ train, encoder = { step: 0, weights: 0 } }, { batch }) => ({
    parameter: 'batch',
    bytes: Math.min(batch, train) * encoder.step + 4 * COPIES * encoder.weights,
  }),
  isDrawn: () => true,

  async *run(task, values, watch) {
    const { test, trainLabels, train, classes, normalisation } = task;
    checkLabels('trainLabels', trainLabels, train.count, classes);
    const model = task.open();
    const classifier = newRegression(classes, task.width);
    const network = new Sequence([model.encoder, classifier]);
    const optimiser = new Optimiser(network.parameters, values.optimiser);
    const pixelsOf = (images: Uint8Array) => () => normalise(images, model.network.size, normalisation);
    try {
      for (let epoch = 0; epoch < values.epochs; epoch++)
        await learnEpoch(task, values, { network, optimiser, epoch, pixelsOf }, watch);
      yield {
        async *predict() {
          for await (const [start, end] of pieces(test.count, values.batch, 'images', { signal: watch.signal }))
            yield classifyFrom(network, pixelsOf(await test.read(start, end)));
        },
      };
    } finally {
      optimiser.dispose();
      disposeOf(classifier);
      model.dispose();
    }
  },
};

interface Learning {
  network: Layer;
  optimiser: Optimiser;
  epoch: number;
  pixelsOf(images: Uint8Array): () => ReturnType<typeof normalise>;
}

/** In an order that (seed, `probe-order`, epoch) draws. Batch norms can't go by one image alone, so a last batch of one is left out. */
async function learnEpoch(
  { train, trainLabels, seed }: ImagesTask,
  { epochs, batch, schedule }: Values,
  { network, optimiser, epoch, pixelsOf }: Learning,
  { report, signal }: Watch,
): Promise<void> {
  const total = epochs * train.count;
  const course = courseOf(schedule, total);
  const order = permutation(train.count, new Generator(deriveSeed(seed, 'probe-order', epoch)));
  for (let start = 0; start < order.length; start += batch) {
    signal?.throwIfAborted();
    const rows = order.subarray(start, start + batch);
    const done = epoch * train.count + start;
    if (rows.length > 1 || order.length === 1) {
      const images = await Promise.all(Array.from(rows, (row) => train.read(row, row + 1)));
      const labels = rows.map((row) => trainLabels[row] as number);
      learnFrom(network, optimiser, pixelsOf(Buffer.concat(images)), labels, rateAt(course, done));
    }
    report?.({ done: done + rows.length, total, unit: 'images' });
    await breathe();
  }
}
