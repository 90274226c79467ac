import { mean, multiply, scalar, setDiagonal, softCrossEntropy, type Tensor, tensor } from '@parallax/tensors';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { heldFloats, similarities, temperature } from './similarities.js';

/**
 * For each view, the mean over all other views of its image's class of −log of their share among all other views (L_out, equation 2 of the
 * paper). Where no two images are of a class it is NT-Xent, with as many views as there are.
 */
export const supcon: Objective<'projections', 'temperature'> = {
  name: 'supcon',
  about: 'For each view, all other views of its class are to be more similar than those of other classes.',
  paper: 'Khosla et al. 2020, Supervised contrastive learning',
  views: 2,
  manyViews: true,
  labels: true,
  rows: ['projections'],
  parameters: { temperature: { ...temperature, default: 0.1 } },
  metrics: ['featureStd'],
  // Each of the others has the same share. There is no floor: it goes by how the images of each batch fall into classes.
  collapsedLoss: ({ images, views }) => Math.log(images * views - 1),
  heldFloats: ({ images, views }) => heldFloats(images * views) + 2 * (images * views) ** 2,

  compute({ projections }, { temperature }, { views, labels }) {
    const compared = similarities(projections, temperature);
    const { loss, gradient } = towardsClass(compared.values, labels as Int32Array, views);
    return {
      loss,
      gradients: { projections: compared.backward(gradient) },
      measure: () => ({ featureStd: featureStd(compared.units) }),
    };
  },
};

/** The loss, a scalar, and its gradient by the similarities. @param labels of the images */
export function towardsClass(
  similarities: Tensor,
  labels: Int32Array,
  views: number,
): { loss: Tensor; gradient: Tensor } {
  const count = labels.length * views;
  const logits = setDiagonal(similarities, tensor(new Float32Array(count).fill(apart)));
  const { losses, gradient } = softCrossEntropy(logits, positivesOf(labels, views));
  return { loss: mean(losses, [0]), gradient: multiply(gradient, scalar(1 / count)) };
}

/** Of a view with itself, which has no share: far below any similarity over a temperature, and finite, as a share of 0 times it is to be 0. */
const apart = -1e9;

/** For each view the shares that are asked for: the same of all other views of its class. */
function positivesOf(labels: Int32Array, views: number): Tensor {
  const count = labels.length * views;
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + views);
  const values = new Float32Array(count ** 2);
  for (let row = 0; row < count; row++) {
    const label = labels[Math.floor(row / views)] as number;
    const share = 1 / ((sizes.get(label) as number) - 1);
    for (let image = 0; image < labels.length; image++) {
      if (labels[image] === label) values.fill(share, row * count + image * views, row * count + (image + 1) * views);
    }
    values[row * count + row] = 0;
  }
  return tensor(values, [count, count]);
}
