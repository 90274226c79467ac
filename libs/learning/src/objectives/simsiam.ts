import { multiply, scalar } from '@parallax/tensors';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { compareWithOthers } from './other-view.js';

/**
 * Minus the cosine of each prediction with the other view's projection, by which there is no gradient (algorithm 1 of the paper), of more views a
 * mean over all pairs.
 */
export const simsiam: Objective<'predictions' | 'projections', never> = {
  name: 'simsiam',
  about: 'What a predictor makes of each view is to be the other view’s projection; no other images are compared.',
  paper: 'Chen & He 2021, Exploring simple Siamese representation learning',
  views: 2,
  manyViews: true,
  rows: ['predictions', 'projections'],
  parameters: {},
  metrics: ['featureStd'],
  collapsedLoss: () => -1,
  floor: () => -1,
  heldFloats: ({ images, views, width }) => 10 * views * images * width,

  compute({ predictions, projections }, _, { views }) {
    const { cosine, gradient, units } = compareWithOthers(predictions, projections, views);
    return {
      loss: multiply(cosine, scalar(-1)),
      gradients: { predictions: multiply(gradient, scalar(-1)) },
      measure: () => ({ featureStd: featureStd(units) }),
    };
  },
};
