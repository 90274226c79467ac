import { execute, integers } from '../execute.js';
import { scalar, type Tensor } from '../tensor.js';
import { equal } from './arithmetic.js';
import { concat, reshape, slice } from './shape.js';

/**
 * The gradient of 2 × 2 max pooling from ops that every device has: it goes to the first of equal maxima in row order,
 * as in PyTorch, which flat patches, saturation and cutout make frequent.
 */
export function firstMaximumGradient(input: Tensor, output: Tensor, gradient: Tensor): Tensor {
  const [count, height, width, channels] = input.shape as [number, number, number, number];
  const [rows, columns] = [count * (height >> 1), width >> 1];
  const even = slice(input, [0, 0, 0, 0], [-1, height & ~1, width & ~1, -1]);
  const windows = reshape(even, [rows, 2, columns, 2, channels]);
  const largest = reshape(output, [rows, 1, columns, 1, channels]);
  const none = scalar(0);
  let left = reshape(gradient, [rows, 1, columns, 1, channels]);
  const take = (row: number, column: number): Tensor => {
    const hit = equal(slice(windows, [0, row, 0, column, 0], [-1, 1, -1, 1, -1]), largest);
    const taken = execute('SelectV2', [hit, left, none]);
    left = execute('SelectV2', [hit, none, left]);
    return taken;
  };
  const upper = concat([take(0, 0), take(0, 1)], 3);
  const lower = concat([take(1, 0), take(1, 1)], 3);
  const spread = reshape(concat([upper, lower], 1), [count, height & ~1, width & ~1, channels]);
  const paddings = reshape(integers(0, 0, 0, height & 1, 0, width & 1, 0, 0), [4, 2]);
  return execute('Pad', [spread, paddings]);
}
