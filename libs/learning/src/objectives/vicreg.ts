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
 * times the squared covariances of different coordinates, over their number (Algorithm 1 of the paper): the last two for either view.
 */
export const vicreg: Objective<'projections', 'invariance' | 'variance' | 'covariance'> = {
  name: 'vicreg',
  about: 'Both views of an image are to be near, and each coordinate is to vary, apart from the others.',
  paper: 'Bardes et al. 2022, VICReg: variance-invariance-covariance regularization for self-supervised learning',
  views: 2,
  rows: ['projections'],
  parameters: {
    invariance: { ...weight, about: 'λ, the weight of the distance between views', default: 25 },
    variance: { ...weight, about: 'μ, the weight of what a deviation lacks to 1', default: 25 },
    covariance: { ...weight, about: 'ν, the weight of covariances between coordinates', default: 1 },
  },
  metrics: ['featureStd'],
  collapsedLoss: (_, { variance }) => 2 * variance * (1 - Math.sqrt(epsilon)),
  floor: () => 0,
  heldFloats: ({ images, width }) => 12 * 2 * images * width + 8 * width ** 2,

  compute({ projections }, { invariance, variance, covariance }) {
    const [first, second] = splitViews(projections) as [Tensor, Tensor];
    const apart = subtract(first, second);
    const spreads = [first, second].map((rows) => spreadOf(rows, variance, covariance)) as [Spread, Spread];
    const pull = multiply(apart, scalar((2 * invariance) / (first.shape[0] as number) / (first.shape[1] as number)));
    return {
      loss: addAll([multiply(mean(square(apart), [0, 1]), scalar(invariance)), ...spreads.map(({ loss }) => loss)]),
      gradients: { projections: joinViews(add(pull, spreads[0].gradient), subtract(spreads[1].gradient, pull)) },
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
