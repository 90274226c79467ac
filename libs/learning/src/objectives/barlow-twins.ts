import {
  add,
  divide,
  matmul,
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

/** As in the paper's code: of a batch norm, added to the variance. */
const epsilon = 1e-5;

/**
 * Σᵢ (1 − Cᵢᵢ)² + λ Σᵢ≠ⱼ Cᵢⱼ² of the cross-correlation C of the two views' projections over the batch (equation 1 of the paper), each
 * coordinate of which is first brought to mean 0 and variance 1 (biased), as the paper's code does.
 */
export const barlowTwins: Objective<'projections', 'redundancy'> = {
  name: 'barlow-twins',
  about: 'Each coordinate of the projections is to be the same in both views, and to tell nothing of the others.',
  paper: 'Zbontar et al. 2021, Barlow Twins: self-supervised learning via redundancy reduction',
  views: 2,
  rows: ['projections'],
  parameters: {
    redundancy: {
      about: 'λ, the weight of correlations between coordinates',
      default: 5e-3,
      bounds: { atLeast: 1e-6, atMost: 1 },
    },
  },
  metrics: ['featureStd'],
  // Without any deviation nothing correlates.
  collapsedLoss: ({ width }) => width,
  floor: () => 0,
  heldFloats: ({ images, width }) => 12 * 2 * images * width + 6 * width ** 2,

  compute({ projections }, { redundancy }) {
    const [rows, width] = projections.shape as [number, number];
    const share = scalar(2 / rows);
    const [first, second] = splitViews(projections).map(standardise) as [Standardised, Standardised];
    const correlation = multiply(matmul(first.values, second.values, { transposeA: true }), share);
    // What each entry is to be is 1 on the diagonal, and 0 off it; off it counts λ times.
    const apart = subtract(correlation, identity(width));
    const weights = setDiagonal(tensor(new Float32Array(width ** 2).fill(redundancy), [width, width]), ones(width));
    const weighted = multiply(apart, weights);
    const byCorrelation = multiply(weighted, multiply(share, scalar(2)));
    const byFirst = first.backward(matmul(second.values, byCorrelation, { transposeB: true }));
    const bySecond = second.backward(matmul(first.values, byCorrelation));
    return {
      loss: sum(multiply(weighted, apart), [0, 1]),
      gradients: { projections: joinViews(byFirst, bySecond) },
      measure: () => ({ featureStd: featureStd(unitRows(projections).units) }),
    };
  },
};

interface Standardised {
  values: Tensor;
  /** From the gradient by `values` to that by what they were made of. */
  backward(gradient: Tensor): Tensor;
}

/** Each coordinate with mean 0 and variance 1 over the rows: a batch norm in training, without scale and shift. */
function standardise(rows: Tensor): Standardised {
  const centred = subtract(rows, mean(rows, [0], true));
  const deviation = sqrt(add(mean(square(centred), [0], true), scalar(epsilon)));
  const values = divide(centred, deviation);
  return {
    values,
    backward: (gradient) => {
      const along = multiply(values, mean(multiply(gradient, values), [0], true));
      return divide(subtract(subtract(gradient, mean(gradient, [0], true)), along), deviation);
    },
  };
}

function ones(width: number): Tensor {
  return tensor(new Float32Array(width).fill(1));
}

function identity(width: number): Tensor {
  return setDiagonal(tensor(new Float32Array(width ** 2), [width, width]), ones(width));
}
