import { execute, executeAll, flag, integer, integerScalar, integers, type } from '../execute.js';
import type { Tensor } from '../tensor.js';

/** Over the given axes, which stay with size 1 where `keep`. */
export function sum(input: Tensor, axes: readonly number[], keep = false): Tensor {
  return execute('Sum', [input, integers(...axes)], [flag('keep_dims', keep)]);
}

export function mean(input: Tensor, axes: readonly number[], keep = false): Tensor {
  return execute('Mean', [input, integers(...axes)], [flag('keep_dims', keep)]);
}

/** Σ x², over everything: a scalar. */
export function sumOfSquares(input: Tensor): Tensor {
  return execute('Sum', [execute('Square', [input]), integers(...input.shape.keys())], [flag('keep_dims', false)]);
}

/** The place of the largest along an axis, int32. */
export function argMax(input: Tensor, axis: number): Tensor {
  return execute('ArgMax', [input, integerScalar(axis)], [type('output_type', 'int32')]);
}

/** The k largest of each row, descending, and their places: [values, indices]. */
export function topK(input: Tensor, k: number): [Tensor, Tensor] {
  return executeAll('TopKV2', [input, integerScalar(k)], [flag('sorted', true)], 2) as [Tensor, Tensor];
}

/** Sums tensors of one shape. */
export function addAll(inputs: readonly Tensor[]): Tensor {
  return execute('AddN', inputs, [integer('N', inputs.length), type('T', 'float32')]);
}
