import { multiply, scalar } from '@parallax/tensors';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { compareWithOther } from './other-view.js';

/** Minus the cosine of each prediction with the other view's projection, by which there is no gradient (algorithm 1 of the paper). */
export const simsiam: Objective<'predictions' | 'projections', never> = {
  name: 'simsiam',
  about: 'What a predictor makes of each view is to be the other view’s projection; no other images are compared.',
  paper: 'Chen & He 2021, Exploring simple Siamese representation learning',
  views: 2,
  rows: ['predictions', 'projections'],
  parameters: {},
  metrics: ['featureStd'],
  collapsedLoss: () => -1,
  floor: () => -1,
  heldFloats: ({ images, width }) => 10 * 2 * images * width,

  compute({ predictions, projections }) {
    const { cosine, gradient, units } = compareWithOther(predictions, projections);
    return {
      loss: multiply(cosine, scalar(-1)),
      gradients: { predictions: multiply(gradient, scalar(-1)) },
      measure: () => ({ featureStd: featureStd(units) }),
    };
  },
};
