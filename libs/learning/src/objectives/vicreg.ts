import {
  add,
  addAll,
  cast,
  divide,
  greaterEqual,
  matmul,
  maximum,
  mean,
  multiply,
  scalar,
  setDiagonal,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
  tensor,
} from '@parallax/tensors';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { unitRows } from './unit-rows.js';
import { joinViews, splitViews } from './views.js';

/** What the paper adds to each variance. */
const epsilon = 1e-4;

const weight = { bounds: { atLeast: 0, atMost: 1000 } };

/**
 * λ times the mean squared distance of the views' projections, μ times how far each coordinate's standard deviation is below 1, and ν
 * times the squared covariances of different coordinates, over their number (Algorithm 1 of the paper): the last two for either view. Of more
 * views than two the first is a mean over all pairs, and the others are twice the mean over the views.
 */
export const vicreg: Objective<'projections', 'invariance' | 'variance' | 'covariance'> = {
  name: 'vicreg',
  about: 'The views of an image are to be near, and each coordinate is to vary, apart from the others.',
  paper: 'Bardes et al. 2022, VICReg: variance-invariance-covariance regularization for self-supervised learning',
  views: 2,
  manyViews: true,
  rows: ['projections'],
  parameters: {
    invariance: { ...weight, about: 'λ, the weight of the distance between views', default: 25 },
    variance: { ...weight, about: 'μ, the weight of what a deviation lacks to 1', default: 25 },
    covariance: { ...weight, about: 'ν, the weight of covariances between coordinates', default: 1 },
  },
  metrics: ['featureStd'],
  collapsedLoss: (_, { variance }) => 2 * variance * (1 - Math.sqrt(epsilon)),
  floor: () => 0,
  heldFloats: ({ images, views, width }) => 12 * views * images * width + 8 * width ** 2,

  compute({ projections }, { invariance, variance, covariance }, { views }) {
    const [rows, width] = projections.shape as [number, number];
    const each = splitViews(projections, views);
    const spreads = each.map((view) => spreadOf(view, (2 / views) * variance, (2 / views) * covariance));
    // Squared distances of all pairs sum up to as many times those from their mean as there are views.
    const middle = multiply(addAll(each), scalar(1 / views));
    const apart = each.map((view) => subtract(view, middle));
    const distance = addAll(apart.map((from) => sum(square(from), [0, 1])));
    const share = (2 * invariance * views) / (views - 1) / (rows * width);
    return {
      loss: addAll([multiply(distance, scalar(share)), ...spreads.map(({ loss }) => loss)]),
      gradients: {
        projections: joinViews(
          ...apart.map((from, view) => add(multiply(from, scalar(2 * share)), (spreads[view] as Spread).gradient)),
        ),
      },
      measure: () => ({ featureStd: featureStd(unitRows(projections).units) }),
    };
  },
};

interface Spread {
  loss: Tensor;
  /** By the rows. */
  gradient: Tensor;
}

/** What the variances and covariances of a view's coordinates cost. @param rows [n, d] */
function spreadOf(rows: Tensor, variance: number, covariance: number): Spread {
  const [count, width] = rows.shape as [number, number];
  const centred = subtract(rows, mean(rows, [0], true));
  const share = scalar(1 / (count - 1));
  const deviations = sqrt(add(multiply(sum(square(centred), [0], true), share), scalar(epsilon)));
  const lacking = maximum(subtract(scalar(1), deviations), scalar(0));
  const covariances = multiply(matmul(centred, centred, { transposeA: true }), share);
  const others = setDiagonal(covariances, tensor(new Float32Array(width)));
  // A deviation grows along (x − mean) / (n − 1) / deviation; one that is large enough is let be.
  const counted = cast(greaterEqual(scalar(1), deviations), 'float32');
  const byVariance = multiply(centred, divide(multiply(counted, scalar(-variance / width / (count - 1))), deviations));
  const byCovariance = multiply(matmul(centred, others), scalar((4 * covariance) / width / (count - 1)));
  return {
    loss: add(
      multiply(mean(lacking, [0, 1]), scalar(variance)),
      multiply(sum(square(others), [0, 1]), scalar(covariance / width)),
    ),
    gradient: add(byVariance, byCovariance),
  };
}
