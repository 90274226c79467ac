import { add, mean, multiply, crossEntropy as rowWise, scalar, sum, type Tensor, tensor } from '@parallax/tensors';
import { contrastiveTop1, featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { greatestGap, heldFloats, similarities, temperature, withoutItself } from './similarities.js';

/**
 * NT-Xent whose positive pair is left out of the denominator, so that it no longer weakens the gradient of a pair that is easy
 * (equation 6 of the paper): −s⁺ / τ + log Σ exp(s⁻ / τ) over all views of other images, of more views a mean over all s⁺.
 */
export const dcl: Objective<'projections', 'temperature'> = {
  name: 'dcl',
  about: 'As nt-xent, but a view is compared with those of other images alone, apart from its own image’s other view.',
  paper: 'Yeh et al. 2022, Decoupled contrastive learning',
  views: 2,
  manyViews: true,
  rows: ['projections'],
  parameters: { temperature: { ...temperature, default: 0.2 } },
  metrics: ['featureStd', 'contrastiveTop1'],
  collapsedLoss: ({ images, views }) => Math.log(views * (images - 1)),
  floor: ({ images, views }, { temperature }) => Math.log(views * (images - 1)) - greatestGap(images) / temperature,
  heldFloats: ({ images, views }) => heldFloats(views * images) + 2 * (views * images) ** 2,

  compute({ projections }, { temperature }, { views }) {
    const compared = similarities(projections, temperature);
    const [count] = projections.shape as [number];
    // Softmax over the others by the cross-entropy against any one of them, which `exchange` then takes for the positive.
    const { losses, gradient } = rowWise(
      add(compared.values, othersOnly(count, views)),
      tensor(anyOther(count, views)),
    );
    const exchange = otherForPositives(count, views);
    return {
      loss: mean(add(losses, sum(multiply(compared.values, exchange), [1])), [0]),
      gradients: { projections: compared.backward(multiply(add(gradient, exchange), scalar(1 / count))) },
      measure: () => ({
        featureStd: featureStd(compared.units),
        contrastiveTop1: contrastiveTop1(compared.units, withoutItself(compared.values), temperature, views),
      }),
    };
  },
};

/** For each row one of another image, by its place. */
function anyOther(count: number, views: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => (row + views) % count);
}

/** −∞ for the views of a row's own image, 0 for all others. */
function othersOnly(count: number, views: number): Tensor {
  return matrix(count, (row) => ownViews(row, views).map((own) => [own, -Infinity]));
}

/** 1 for `anyOther`, −1 for the image's other view, or that in all for its other views. */
function otherForPositives(count: number, views: number): Tensor {
  return matrix(count, (row) => [
    [(row + views) % count, 1],
    ...ownViews(row, views).flatMap((own): [number, number][] => (own === row ? [] : [[own, -1 / (views - 1)]])),
  ]);
}

/** The rows of an image, by one of them. */
function ownViews(row: number, views: number): number[] {
  return Array.from({ length: views }, (_, view) => row - (row % views) + view);
}

function matrix(count: number, entries: (row: number) => [column: number, value: number][]): Tensor {
  const values = new Float32Array(count ** 2);
  for (let row = 0; row < count; row++)
    for (const [column, value] of entries(row)) values[row * count + column] = value;
  return tensor(values, [count, count]);
}
