import type { Tensor } from '@parallax/tensors';
import { crossEntropy } from './cross-entropy.js';
import { featureStd } from './measures.js';
import type { Contrast } from './objective.js';
import { similarities } from './similarities.js';

/**
 * The notebook's loss: cross-entropy of the rows' own similarity matrix against its diagonal. It compares each row with
 * itself, where the similarity is largest whatever the encoder does, and never with another view of the same image.
 *
 * @param features float32 [n, d], one view of each image
 */
export function selfSimilarity(features: Tensor, temperature: number): Contrast {
  const compared = similarities(features, temperature);
  const itself = Int32Array.from({ length: features.shape[0] as number }, (_, row) => row);
  const { loss, gradient } = crossEntropy(compared.values, itself);
  const measure = () => ({ featureStd: featureStd(compared.units) });
  return { loss, gradient: compared.backward(gradient), measure };
}
