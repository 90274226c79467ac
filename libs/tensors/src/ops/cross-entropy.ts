import { executeAll } from '../execute.js';
import type { Tensor } from '../tensor.js';

/**
 * Each row's -log softmax(logits)[label], and its gradient softmax(logits) - onehot(label), stable for any logits.
 *
 * @param logits [n, classes]
 * @param labels int32 [n]
 */
export function crossEntropy(logits: Tensor, labels: Tensor): { losses: Tensor; gradient: Tensor } {
  const [losses, gradient] = executeAll('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], [], 2);
  return { losses: losses as Tensor, gradient: gradient as Tensor };
}
