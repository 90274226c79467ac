import type { Tensor } from '@parallax/tensors';
import { crossEntropy } from './cross-entropy.js';
import { contrastiveTop1, featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { greatestGap, heldFloats, similarities, temperature, withoutItself } from './similarities.js';

/** For each view, its image's other view against all views of the batch but itself (equation 1 of the paper). */
export const ntXent: Objective<'projections', 'temperature'> = {
  name: 'nt-xent',
  about: 'For each view, its image’s other view is to be the most similar of all other views in the batch.',
  paper: 'Chen et al. 2020, A simple framework for contrastive learning of visual representations (SimCLR)',
  views: 2,
  rows: ['projections'],
  parameters: { temperature: { ...temperature, default: 0.2 } },
  metrics: ['featureStd', 'contrastiveTop1'],
  // Each of the others is as likely to be the other view.
  collapsedLoss: ({ images }) => Math.log(2 * images - 1),
  floor: ({ images }, { temperature }) => Math.log1p((2 * images - 2) * Math.exp(-greatestGap(images) / temperature)),
  heldFloats: ({ images }) => heldFloats(2 * images),

  compute({ projections }, { temperature }) {
    const compared = similarities(projections, temperature);
    const logits = withoutItself(compared.values);
    const { loss, gradient } = crossEntropy(logits, partners(projections));
    return {
      loss,
      gradients: { projections: compared.backward(gradient) },
      measure: () => ({
        featureStd: featureStd(compared.units),
        contrastiveTop1: contrastiveTop1(compared.units, logits, temperature),
      }),
    };
  },
};

function partners(projections: Tensor): Int32Array {
  return Int32Array.from({ length: projections.shape[0] as number }, (_, row) => row ^ 1);
}
