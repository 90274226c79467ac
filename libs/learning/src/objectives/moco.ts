import { add, concat, matmul, multiply, scalar, slice, sum, type Tensor } from '@parallax/tensors';
import { crossEntropy } from './cross-entropy.js';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { temperature } from './similarities.js';
import { targetMomentum } from './target-momentum.js';
import { otherViews, unitRows } from './unit-rows.js';

/**
 * For each view, what the target makes of the other view against a queue of what it made of earlier images (equation 1 of the paper, both
 * views as queries). The oldest of the queue make room for the batch.
 */
export const moco: Objective<'projections' | 'targets', 'temperature' | 'queueSize' | 'targetMomentum'> = {
  name: 'moco',
  about:
    'For each view, the other view in a slower copy of the network is to be more similar than a queue of earlier images.',
  paper: 'He et al. 2020, Momentum contrast for unsupervised visual representation learning',
  views: 2,
  rows: ['projections', 'targets'],
  parameters: {
    temperature: { ...temperature, default: 0.2 },
    queueSize: {
      about: 'views of earlier images',
      default: 4096,
      bounds: { atLeast: 1, atMost: 65536 },
      integer: true,
    },
    targetMomentum: { ...targetMomentum, about: 'how much of the slower copy stays in a step', default: 0.99 },
  },
  metrics: ['featureStd'],
  // Of rows that are all alike the queue is too.
  collapsedLoss: (_, { queueSize }) => Math.log(1 + queueSize),
  // Of a queue that is spread as the rows are: then a row and one of the queue are at right angles in the mean at best, and, as the loss is
  // convex in similarities, it is lowest where all are.
  floor: (_, { temperature, queueSize }) => Math.log1p(queueSize * Math.exp(-1 / temperature)),
  heldFloats: ({ images, width }, { queueSize }) =>
    6 * 2 * images * (1 + queueSize) + 12 * 2 * images * width + 6 * queueSize * width,
  targetMomentum: ({ targetMomentum }) => targetMomentum,
  keeps: ({ queueSize }, width) => ({ queue: { shape: [queueSize, width], begins: 'directions' } }),

  compute({ projections, targets }, { temperature, queueSize: size }, { kept: { queue } }) {
    const [count, width] = projections.shape as [number, number];
    const earlier = queue as Tensor;
    const { units, backward } = unitRows(projections);
    const keys = unitRows(targets).units;
    const positives = otherViews(keys, 2);
    const inverse = scalar(1 / temperature);
    const alike = sum(multiply(units, positives), [1], true);
    const logits = multiply(concat([alike, matmul(units, earlier, { transposeB: true })], 1), inverse);
    const { loss, gradient } = crossEntropy(logits, new Int32Array(count));
    const byPositives = multiply(slice(gradient, [0, 0], [count, 1]), positives);
    const byUnits = add(byPositives, matmul(slice(gradient, [0, 1], [count, size]), earlier));
    return {
      loss,
      gradients: { projections: backward(multiply(byUnits, inverse)) },
      kept: { queue: slice(concat([keys, earlier], 0), [0, 0], [size, width]) },
      measure: () => ({ featureStd: featureStd(units) }),
    };
  },
};
