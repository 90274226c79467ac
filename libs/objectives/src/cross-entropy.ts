import { mean, multiply, crossEntropy as rowWise, scalar, type Tensor, tensor } from '@parallax/tensors';
import type { Objective } from './objective.js';

/**
 * Softmax cross-entropy, the mean over the rows, as `F.cross_entropy`: −log softmax(logits)[label].
 *
 * @param logits float32 [n, classes]
 * @param labels int32 [n]
 */
export function crossEntropy(logits: Tensor, labels: Int32Array): Objective {
  const { losses, gradient } = rowWise(logits, tensor(labels));
  return { loss: mean(losses, [0]), gradient: multiply(gradient, scalar(1 / labels.length)) };
}
