import {
  add,
  addAll,
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
 * coordinate of which is first brought to mean 0 and variance 1 (biased), as the paper's code does. Of more views a mean over all pairs.
 */
export const barlowTwins: Objective<'projections', 'redundancy'> = {
  name: 'barlow-twins',
  about: 'Each coordinate of the projections is to be the same in all views, and to tell nothing of the others.',
  paper: 'Zbontar et al. 2021, Barlow Twins: self-supervised learning via redundancy reduction',
  views: 2,
  manyViews: true,
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
  heldFloats: ({ images, views, width }) =>
    (12 * views + 4 * pairsOf(views).length) * images * width + 6 * pairsOf(views).length * width ** 2,

  compute({ projections }, { redundancy }, { views }) {
    const each = splitViews(projections, views).map(standardise);
    const pairs = pairsOf(views);
    const share = scalar(1 / pairs.length);
    const correlated = pairs.map(([a, b]) => correlate(each[a] as Standardised, each[b] as Standardised, redundancy));
    const gradients = each.map((view, own) => {
      const found = pairs.flatMap((pair, at) => {
        const { byFirst, bySecond } = correlated[at] as Correlated;
        if (pair[0] === own) return [byFirst];
        return pair[1] === own ? [bySecond] : [];
      });
      return view.backward(multiply(addAll(found), share));
    });
    return {
      loss: multiply(addAll(correlated.map(({ loss }) => loss)), share),
      gradients: { projections: joinViews(...gradients) },
      measure: () => ({ featureStd: featureStd(unitRows(projections).units) }),
    };
  },
};

/** All pairs of views, by their places. */
function pairsOf(views: number): [first: number, second: number][] {
  const places = Array.from({ length: views }, (_, view) => view);
  return places.flatMap((first) => places.slice(first + 1).map((second): [number, number] => [first, second]));
}

interface Correlated {
  loss: Tensor;
  /** By the standardised rows of either view. */
  byFirst: Tensor;
  bySecond: Tensor;
}

/** How far the correlations of two views' coordinates are from what they are to be: 1 of the same one, 0 of others. */
function correlate({ values: first }: Standardised, { values: second }: Standardised, redundancy: number): Correlated {
  const [images, width] = first.shape as [number, number];
  const share = scalar(1 / images);
  const apart = subtract(multiply(matmul(first, second, { transposeA: true }), share), identity(width));
  const weights = setDiagonal(tensor(new Float32Array(width ** 2).fill(redundancy), [width, width]), ones(width));
  const weighted = multiply(apart, weights);
  const byCorrelation = multiply(weighted, multiply(share, scalar(2)));
  return {
    loss: sum(multiply(weighted, apart), [0, 1]),
    byFirst: matmul(second, byCorrelation, { transposeB: true }),
    bySecond: matmul(first, byCorrelation),
  };
}

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
