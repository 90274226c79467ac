import type { ValuesOf } from '@parallax/errors';
import { type OptimiserSpec, optimiserOf } from '@parallax/learning';
import { checkLabels, checkWidth } from '../features.js';
import { bestOf, drawHeldOut, heldOut } from '../held-out.js';
import { type Moments, moments } from '../moments.js';
import { partOf, type Watch } from '../pieces.js';
import { classifierOf, countHits, disposeOf, predictRows } from '../softmax-regression.js';
import { type SteppedOptions, trainBySteps } from '../stepped-regression.js';
import { batch, epochs, type RowsProbe, type RowsTask, type Steps, steppedBytes } from './probe.js';

const parameters = {
  epochs: { ...epochs, default: 10 },
  batch: { ...batch, default: 256 },
  learningRates: {
    about: "instead of the optimiser's: of several, that which is best on images held out of train",
    default: [],
    bounds: { atLeast: 1e-9, atMost: 100 },
    entries: { atLeast: 0, atMost: 16 },
  },
  heldOut,
} as const;

type Values = ValuesOf<typeof parameters> & Steps;

/**
 * Softmax regression on features standardised by the training set's mean and standard deviation (a feature that never
 * changes becomes 0). It is convex, so weights and biases start at 0.
 */
export const linear: RowsProbe<typeof parameters, Steps> = {
  name: 'linear',
  title: 'linear',
  about: 'Softmax regression on standardised features, trained by steps.',
  paper: 'Alain & Bengio 2016, Understanding intermediate layers using linear classifier probes',
  needs: 'rows',
  parameters,
  steps: {
    optimiser: { adam: { learningRate: 1e-3, weightDecay: 1e-3 } },
    schedule: { constant: {}, warmup: 0 },
  },
  heldBytes: (of, values) => ({
    parameter: 'batch',
    bytes: steppedBytes(of, values.batch, of.classes * Math.max(1, values.learningRates.length)),
  }),
  isDrawn: () => true,

  async *run(task, values, watch) {
    const { train, trainLabels, test, classes } = task;
    checkWidth('test', test, train.width);
    checkLabels('trainLabels', trainLabels, train.count, classes);
    const statistics = await moments('train', train, { signal: watch.signal });
    const several = values.learningRates.length > 1;
    const rate = several ? await choose(task, statistics, values, partOf(watch, 0, 2)) : values.learningRates[0];
    const optimiser = rate === undefined ? values.optimiser : withRate(values.optimiser, rate);
    const options: SteppedOptions = { ...values, optimisers: [optimiser] };
    const [layer] = await trainBySteps(task, statistics, options, several ? partOf(watch, 1, 2) : watch);
    if (!layer) return;
    try {
      yield {
        ...(several && rate !== undefined && { chosen: { learning_rate: rate } }),
        classifier: classifierOf(layer, statistics),
        predict: () => predictRows(layer, test, statistics, watch),
      };
    } finally {
      disposeOf(layer);
    }
  },
};

/** The learning rate that is best on what is held out: all learn from the same batches of the rest. */
async function choose(task: RowsTask, statistics: Moments, values: Values, watch: Watch): Promise<number> {
  const leftOut = drawHeldOut(task.train.count, values.heldOut, task.seed);
  const tried = values.learningRates.map((rate) => withRate(values.optimiser, rate));
  const layers = await trainBySteps(task, statistics, { ...values, optimisers: tried, leftOut }, watch);
  try {
    const hits = await countHits(layers, task, leftOut, statistics, watch);
    return bestOf(values.learningRates, hits);
  } finally {
    for (const layer of layers) if (layer) disposeOf(layer);
  }
}

function withRate(spec: OptimiserSpec, learningRate: number): OptimiserSpec {
  const { key, values } = optimiserOf(spec);
  return { ...spec, [key]: { ...values, learningRate } } as OptimiserSpec;
}
