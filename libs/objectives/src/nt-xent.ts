import { setDiagonal, type Tensor, tensor } from '@parallax/tensors';
import { crossEntropy } from './cross-entropy.js';
import { contrastiveTop1, featureStd } from './measures.js';
import type { Contrast } from './objective.js';
import { similarities } from './similarities.js';

/**
 * NT-Xent, the loss of SimCLR (Chen et al. 2020, "A simple framework for contrastive learning", equation 1): for each
 * view, its image's other view against all views of the batch but itself.
 *
 * @param projections float32 [2B, d]; rows 2i and 2i + 1 are views of one image
 */
export function ntXent(projections: Tensor, temperature: number): Contrast {
  const compared = similarities(projections, temperature);
  const logits = withoutItself(compared.values);
  const { loss, gradient } = crossEntropy(logits, partners(projections));
  const measure = () => ({
    featureStd: featureStd(compared.units),
    contrastiveTop1: contrastiveTop1(compared.units, logits, temperature),
  });
  return { loss, gradient: compared.backward(gradient), measure };
}

function partners(projections: Tensor): Int32Array {
  return Int32Array.from({ length: projections.shape[0] as number }, (_, row) => row ^ 1);
}

function withoutItself(values: Tensor): Tensor {
  return setDiagonal(values, tensor(new Float32Array(values.shape[0] as number).fill(-Infinity)));
}
