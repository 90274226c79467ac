import { crossEntropy } from './cross-entropy.js';
import { featureStd } from './measures.js';
import type { Objective } from './objective.js';
import { greatestGap, heldFloats, similarities, temperature } from './similarities.js';

/**
 * Cross-entropy of the rows' own similarity matrix against its diagonal. It compares each row with itself, where the similarity
 * is largest whatever the encoder does, and never with another view of the same image.
 */
export const selfSimilarity: Objective<'features', 'temperature'> = {
  name: 'self-similarity',
  about: 'Each image’s features are to be the most similar to themselves, which they always are: it collapses.',
  paper: 'The notebook that the project grew from (docs/notebook.md)',
  views: 1,
  rows: ['features'],
  parameters: { temperature: { ...temperature, default: 0.5 } },
  metrics: ['featureStd'],
  collapsedLoss: ({ images }) => Math.log(images),
  floor: ({ images }, { temperature }) => Math.log1p((images - 1) * Math.exp(-greatestGap(images) / temperature)),
  heldFloats: ({ images }) => heldFloats(images),

  compute({ features }, { temperature }) {
    const compared = similarities(features, temperature);
    const itself = Int32Array.from({ length: features.shape[0] as number }, (_, row) => row);
    const { loss, gradient } = crossEntropy(compared.values, itself);
    return {
      loss,
      gradients: { features: compared.backward(gradient) },
      measure: () => ({ featureStd: featureStd(compared.units) }),
    };
  },
};
