import { crossEntropy } from './cross-entropy.js';
import { contrastiveTop1, featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { greatestGap, heldFloats, similarities, temperature, withoutItself } from './similarities.js';
import { towardsClass } from './supcon.js';

/**
 * For each view, its image's other view against all views of the batch but itself (equation 1 of the paper). Of more views, the mean over its
 * image's others: what supervised contrastive learning is where each image is a class of its own.
 */
export const ntXent: Objective<'projections', 'temperature'> = {
  name: 'nt-xent',
  about: 'For each view, its image’s other view is to be the most similar of all other views in the batch.',
  paper: 'Chen et al. 2020, A simple framework for contrastive learning of visual representations (SimCLR)',
  views: 2,
  manyViews: true,
  rows: ['projections'],
  parameters: { temperature: { ...temperature, default: 0.2 } },
  metrics: ['featureStd', 'contrastiveTop1'],
  // Each of the others is as likely to be the other view.
  collapsedLoss: ({ images, views }) => Math.log(views * images - 1),
  floor: ({ images, views }, { temperature }) =>
    Math.log(views - 1 + views * (images - 1) * Math.exp(-greatestGap(images) / temperature)),
  heldFloats: ({ images, views }) => heldFloats(views * images) + (views > 2 ? 2 * (views * images) ** 2 : 0),

  compute({ projections }, { temperature }, { views }) {
    const compared = similarities(projections, temperature);
    const logits = withoutItself(compared.values);
    const [count] = projections.shape as [number];
    const { loss, gradient } =
      views === 2
        ? crossEntropy(logits, partners(count))
        : towardsClass(compared.values, ownClasses(count / views), views);
    return {
      loss,
      gradients: { projections: compared.backward(gradient) },
      measure: () => ({
        featureStd: featureStd(compared.units),
        contrastiveTop1: contrastiveTop1(compared.units, logits, temperature, views),
      }),
    };
  },
};

function partners(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row ^ 1);
}

function ownClasses(images: number): Int32Array {
  return Int32Array.from({ length: images }, (_, image) => image);
}
