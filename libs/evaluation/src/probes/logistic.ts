import type { ValuesOf } from '@parallax/errors';
import { checkLabels, checkWidth } from '../features.js';
import { bestOf, drawHeldOut, heldOut } from '../held-out.js';
import { fitLogistic, logisticBytes } from '../logistic-regression.js';
import { type Moments, moments } from '../moments.js';
import { partOf, type Watch } from '../pieces.js';
import { classifierOf, countHits, disposeOf, predictRows } from '../softmax-regression.js';
import type { RowsProbe, RowsTask } from './probe.js';

const parameters = {
  c: {
    about:
      "how little weights are held down, as scikit-learn's C: of several, that which is best on images held out of train",
    default: [1],
    bounds: { atLeast: 1e-6, atMost: 1e6 },
    entries: { atLeast: 1, atMost: 16 },
  },
  iterations: {
    about: 'of L-BFGS, at most: it ends where the gradient is below 1e-5',
    default: 200,
    bounds: { atLeast: 1, atMost: 100_000 },
    integer: true,
  },
  heldOut,
} as const;

type Values = ValuesOf<typeof parameters>;

/** The same regression as `linear`, with a penalty, at its optimum: no learning rate, no order, no epochs. */
export const logistic: RowsProbe<typeof parameters> = {
  name: 'logistic',
  title: 'logistic',
  about: 'Softmax regression on standardised features at its optimum, by L-BFGS over all images at once.',
  paper: 'Liu & Nocedal 1989, On the limited memory BFGS method for large scale optimization',
  needs: 'rows',
  parameters,
  heldBytes: (of) => ({ parameter: 'iterations', bytes: logisticBytes(of) }),
  isDrawn: ({ c }) => c.length > 1,

  async *run(task, values, watch) {
    const { train, trainLabels, test, classes } = task;
    checkWidth('test', test, train.width);
    checkLabels('trainLabels', trainLabels, train.count, classes);
    const statistics = await moments('train', train, { signal: watch.signal });
    const parts = values.c.length > 1 ? values.c.length + 1 : 1;
    const c = parts > 1 ? await choose(task, statistics, values, watch) : (values.c[0] as number);
    const layer = await fitLogistic({ ...task, ...values, c }, statistics, partOf(watch, parts - 1, parts));
    try {
      yield {
        ...(parts > 1 && { chosen: { c } }),
        classifier: classifierOf(layer, statistics),
        predict: () => predictRows(layer, test, statistics, watch),
      };
    } finally {
      disposeOf(layer);
    }
  },
};

/** The C that is best on what is held out, when it has learned from the rest. */
async function choose(task: RowsTask, statistics: Moments, { c: tried, heldOut, iterations }: Values, watch: Watch) {
  const leftOut = drawHeldOut(task.train.count, heldOut, task.seed);
  const hits: number[] = [];
  for (const [at, c] of tried.entries()) {
    const own = partOf(watch, at, tried.length + 1);
    const layer = await fitLogistic({ ...task, c, iterations, leftOut }, statistics, own);
    try {
      hits.push(...(await countHits([layer], task, leftOut, statistics, watch)));
    } finally {
      disposeOf(layer);
    }
  }
  return bestOf(tried, hits);
}
