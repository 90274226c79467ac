import { mean, multiply, crossEntropy as rowWise, scalar, type Tensor, tensor } from '@parallax/tensors';

/**
 * Softmax cross-entropy, the mean over the rows, as `F.cross_entropy`: −log softmax(logits)[label].
 *
 * @param logits float32 [n, classes]
 * @param labels int32 [n]
 * @returns the loss, a scalar, and its gradient by the logits
 */
export function crossEntropy(logits: Tensor, labels: Int32Array): { loss: Tensor; gradient: Tensor } {
  const { losses, gradient } = rowWise(logits, tensor(labels));
  return { loss: mean(losses, [0]), gradient: multiply(gradient, scalar(1 / labels.length)) };
}
