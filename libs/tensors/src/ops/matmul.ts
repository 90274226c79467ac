import { execute, flag } from '../execute.js';
import type { Tensor } from '../tensor.js';

export interface MatmulOptions {
  transposeA?: boolean;
  transposeB?: boolean;
}

/** The products of matrices in pairs, the last two axes of each: either of them transposed first. */
export function batchMatmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: MatmulOptions = {},
): Tensor {
  return execute('BatchMatMulV2', [a, b], [flag('adj_x', transposeA), flag('adj_y', transposeB)]);
}

/** The product of two matrices, either of them transposed first. */
export function matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: MatmulOptions = {}): Tensor {
  return execute('MatMul', [a, b], [flag('transpose_a', transposeA), flag('transpose_b', transposeB)]);
}
