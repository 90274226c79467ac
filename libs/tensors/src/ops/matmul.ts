import { execute, flag } from '../execute.js';
import type { Tensor } from '../tensor.js';

export interface MatmulOptions {
  transposeA?: boolean;
  transposeB?: boolean;
}

/** The product of two matrices, either of them transposed first. */
export function matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: MatmulOptions = {}): Tensor {
  return execute('MatMul', [a, b], [flag('transpose_a', transposeA), flag('transpose_b', transposeB)]);
}
