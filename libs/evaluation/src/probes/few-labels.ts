import { deriveSeed, Generator, permutation } from '@parallax/random';
import { checkLabels, checkWidth, type FeatureRows, type Labels, rowsIn } from '../features.js';
import { fitLogistic, logisticBytes } from '../logistic-regression.js';
import { moments } from '../moments.js';
import { partOf, pieces } from '../pieces.js';
import { classifierOf, disposeOf, predictRows } from '../softmax-regression.js';
import type { RowsProbe } from './probe.js';

/** Of L-BFGS, at most: few rows take few. */
const ITERATIONS = 500;

const parameters = {
  shares: {
    about: 'of the training images, as many of each class, have labels; of several each is measured',
    default: [0.01, 0.1],
    bounds: { atLeast: 1e-4, atMost: 1 },
    entries: { atLeast: 1, atMost: 8 },
  },
  c: {
    about: "how little weights are held down, as scikit-learn's C",
    default: 1,
    bounds: { atLeast: 1e-6, atMost: 1e6 },
  },
} as const;

/**
 * The optimum of `logistic` where few labels are known: as many of each class, of which a smaller share has some of a larger one's. Features
 * are standardised by all training images, for which no label is needed. SimCLR's protocol (§4.2 of the paper) differs: it trains the encoder
 * on these images too, without a penalty.
 */
export const fewLabels: RowsProbe<typeof parameters> = {
  name: 'few-labels',
  title: 'few-labels',
  about:
    'The logistic probe where only 1 % and 10 % of the training images have labels, as many of each class; the encoder stays as it is.',
  paper:
    'Chen et al. 2020, A simple framework for contrastive learning of visual representations, whose encoder learns from them too',
  needs: 'rows',
  parameters,
  heldBytes: (of, { shares }) => ({
    parameter: 'shares',
    bytes: logisticBytes(of) + 4 * Math.ceil(Math.max(...shares) * of.train) * of.width,
  }),
  isDrawn: () => true,

  async *run({ train, trainLabels, test, classes, seed }, { shares, c }, watch) {
    checkWidth('test', test, train.width);
    checkLabels('trainLabels', trainLabels, train.count, classes);
    const statistics = await moments('train', train, { signal: watch.signal });
    const order = permutation(train.count, new Generator(deriveSeed(seed, 'probe-labels')));
    for (const [at, share] of shares.entries()) {
      const places = drawLabelled(order, trainLabels, classes, share);
      const labelled = {
        train: await gather(train, places),
        trainLabels: places.map((row) => trainLabels[row] as number),
      };
      const options = { ...labelled, classes, c, iterations: ITERATIONS };
      const layer = await fitLogistic(options, statistics, partOf(watch, at, shares.length));
      try {
        yield {
          ...(shares.length > 1 && { settings: { share } }),
          classifier: classifierOf(layer, statistics),
          predict: () => predictRows(layer, test, statistics, watch),
        };
      } finally {
        disposeOf(layer);
      }
    }
  },
};

/** The places of the first images of each class in an order, at least one, in the dataset's own; a class that has fewer has them all. */
function drawLabelled(order: Int32Array, labels: Labels, classes: number, share: number): Int32Array {
  const most = Math.max(1, Math.round((share * order.length) / classes));
  const drawn = new Int32Array(classes);
  return order.filter((row) => (drawn[labels[row] as number] as number)++ < most).sort();
}

/** Rows in memory. @param places in their order */
async function gather(rows: FeatureRows, places: Int32Array): Promise<FeatureRows> {
  const { width } = rows;
  const data = new Float32Array(places.length * width);
  let done = 0;
  for await (const [start, end] of pieces(rows.count, 1000, 'images', {})) {
    const read = await rows.read(start, end);
    for (; done < places.length && (places[done] as number) < end; done++) {
      const at = ((places[done] as number) - start) * width;
      data.set(read.subarray(at, at + width), done * width);
    }
  }
  return rowsIn('train', { data, width });
}
