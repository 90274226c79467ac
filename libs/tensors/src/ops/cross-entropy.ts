import { execute, executeAll } from '../execute.js';
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

/**
 * Each row's -Σ targets · log softmax(logits), and its gradient softmax(logits) - targets.
 *
 * @param logits [n, classes]; finite
 * @param targets [n, classes], each row with the sum 1
 */
export function softCrossEntropy(logits: Tensor, targets: Tensor): { losses: Tensor; gradient: Tensor } {
  const [losses, gradient] = executeAll('SoftmaxCrossEntropyWithLogits', [logits, targets], [], 2);
  return { losses: losses as Tensor, gradient: gradient as Tensor };
}

/** Along the last axis shares that sum to 1: exp(x) over the sum of all. */
export function softmax(logits: Tensor): Tensor {
  return execute('Softmax', [logits]);
}
