import { multiply, scalar, subtract } from '@parallax/tensors';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { compareWithOthers } from './other-view.js';
import { risingMomentum, targetMomentum } from './target-momentum.js';

/**
 * The squared distance of unit vectors, 2 − 2·cosine, of each prediction from what the target network makes of the other view (equation 2
 * of the paper, as a mean over views, or over all pairs of several). The target's momentum rises to 1 along half a cosine.
 */
export const byol: Objective<'predictions' | 'targets', 'targetMomentum'> = {
  name: 'byol',
  about: 'What a predictor makes of each view is to be what a slower copy of the network makes of the other.',
  paper: 'Grill et al. 2020, Bootstrap your own latent: a new approach to self-supervised learning',
  views: 2,
  manyViews: true,
  rows: ['predictions', 'targets'],
  parameters: {
    targetMomentum: { ...targetMomentum, default: 0.99 },
  },
  metrics: ['featureStd'],
  collapsedLoss: () => 0,
  floor: () => 0,
  heldFloats: ({ images, views, width }) => 10 * views * images * width,
  targetMomentum: ({ targetMomentum }, done) => risingMomentum(targetMomentum, done),

  compute({ predictions, targets }, _, { views }) {
    const { cosine, gradient, units } = compareWithOthers(predictions, targets, views);
    return {
      loss: subtract(scalar(2), multiply(cosine, scalar(2))),
      gradients: { predictions: multiply(gradient, scalar(-2)) },
      measure: () => ({ featureStd: featureStd(units) }),
    };
  },
};
