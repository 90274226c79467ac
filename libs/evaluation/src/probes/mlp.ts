import { setImmediate as breathe } from 'node:timers/promises';
import type { ValuesOf } from '@parallax/errors';
import { Optimiser, rateAt } from '@parallax/learning';
import { deriveSeed, Generator } from '@parallax/random';
import { scope } from '@parallax/tensors';
import { classify, learn } from '../classification.js';
import { checkLabels, rowsOf } from '../features.js';
import { dropoutMasks, Mlp } from '../mlp.js';
import type { Watch } from '../pieces.js';
import { type BatchesProbe, type BatchesTask, batch, courseOf, epochs, type Steps, steppedBytes } from './probe.js';

const parameters = { epochs: { ...epochs, default: 100 }, batch: { ...batch, default: 128 } } as const;

type Values = ValuesOf<typeof parameters> & Steps;

/** Of 512 and 256 hidden values for each row: masks, forward and back. */
const hiddenBytes = 4 * 12 * (512 + 256);

/** The notebook's classifier of two hidden layers with dropout, trained on batches that may differ in every epoch. */
export const mlp: BatchesProbe<typeof parameters, Steps> = {
  name: 'mlp',
  title: 'MLP',
  about: 'Two hidden layers, 512 and 256, with dropout .2: the notebook’s classifier, which views are probed by too.',
  paper: 'The notebook that the project grew from (docs/notebook.md)',
  needs: 'batches',
  parameters,
  steps: {
    optimiser: { adam: { learningRate: 1e-4, weightDecay: 1e-3 } },
    schedule: { constant: {}, warmup: 0 },
  },
  heldBytes: (of, { batch }) => ({
    parameter: 'batch',
    bytes: steppedBytes(of, batch, 512) + Math.min(batch, of.train) * hiddenBytes,
  }),
  isDrawn: () => true,

  async *run(task, values, watch) {
    const { width, classes, seed } = task;
    const network = Mlp.initialise(width, classes, seed);
    const optimiser = new Optimiser(network.parameters, values.optimiser);
    try {
      for (let epoch = 0; epoch < values.epochs; epoch++)
        await learnEpoch(task, values, { network, optimiser, epoch }, watch);
      yield {
        classifier: network.classifier(),
        async *predict() {
          for await (const { features } of task.testBatches()) {
            watch.signal?.throwIfAborted();
            yield classify(network.withoutDropout(), features, width);
            await breathe();
          }
        },
      };
    } finally {
      optimiser.dispose();
      network.dispose();
    }
  },
};

/** From (seed, `dropout`, epoch, step) come the masks. */
async function learnEpoch(
  { width, classes, trainImages, trainBatches, seed }: BatchesTask,
  { epochs, batch, schedule }: Values,
  { network, optimiser, epoch }: { network: Mlp; optimiser: Optimiser; epoch: number },
  { report, signal }: Watch,
): Promise<void> {
  const total = epochs * trainImages;
  const course = courseOf(schedule, total);
  let step = 0;
  let done = epoch * trainImages;
  for await (const { features, labels } of trainBatches(epoch, batch)) {
    signal?.throwIfAborted();
    const rows = rowsOf('features', { data: features, width });
    checkLabels('labels', labels, rows, classes);
    scope(() => {
      const masks = dropoutMasks(rows, new Generator(deriveSeed(seed, 'dropout', epoch, step++)));
      learn(network.withDropout(masks), optimiser, features, Int32Array.from(labels), rateAt(course, done));
    });
    done += rows;
    report?.({ done, total, unit: 'images' });
    await breathe();
  }
}
