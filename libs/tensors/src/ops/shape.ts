import type { DType } from '../dtype.js';
import { execute, integer, integerScalar, integers, type } from '../execute.js';
import type { Tensor } from '../tensor.js';

/** The same values in the same order; one size may be -1. No copy. */
export function reshape(input: Tensor, shape: readonly number[]): Tensor {
  return execute('Reshape', [input, integers(...shape)]);
}

export function transpose(input: Tensor, permutation: readonly number[]): Tensor {
  return execute('Transpose', [input, integers(...permutation)]);
}

/** The same values in another type; the tensor itself where it has that type. */
export function cast(input: Tensor, dtype: DType): Tensor {
  return input.dtype === dtype ? input : execute('Cast', [input], [type('DstT', dtype)]);
}

/** `size` values from `begin` on along every axis; -1 for all that follow. */
export function slice(input: Tensor, begin: readonly number[], size: readonly number[]): Tensor {
  return execute('Slice', [input, integers(...begin), integers(...size)]);
}

export function concat(inputs: readonly Tensor[], axis: number): Tensor {
  return execute(
    'ConcatV2',
    [...inputs, integerScalar(axis)],
    [integer('N', inputs.length), type('T', inputs[0]?.dtype ?? 'float32')],
  );
}

/** Scalars as a vector. */
export function pack(scalars: readonly Tensor[]): Tensor {
  return execute('Pack', scalars, [integer('N', scalars.length), type('T', 'float32'), integer('axis', 0)]);
}

/** The other way round along an axis. */
export function reverse(input: Tensor, axis: number): Tensor {
  return execute('ReverseV2', [input, integers(axis)]);
}

/** A batch of square matrices with another diagonal: [n, n] and [n]. */
export function setDiagonal(input: Tensor, diagonal: Tensor): Tensor {
  return execute('MatrixSetDiag', [input, diagonal]);
}
