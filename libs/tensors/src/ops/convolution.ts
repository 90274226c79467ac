import { execute, integer, integers, text } from '../execute.js';
import type { Tensor } from '../tensor.js';

const attributes = [
  integer('strides', [1, 1, 1, 1]),
  integer('dilations', [1, 1, 1, 1]),
  text('padding', 'SAME'),
  text('data_format', 'NHWC'),
];

/** Stride 1, padded with zeros to keep the size: input [N, H, W, C], filter [kH, kW, C, K] → [N, H, W, K]. */
export function conv2d(input: Tensor, filter: Tensor): Tensor {
  return execute('Conv2D', [input, filter], attributes);
}

export function conv2dInputGradient(inputShape: readonly number[], filter: Tensor, gradient: Tensor): Tensor {
  return execute('Conv2DBackpropInput', [integers(...inputShape), filter, gradient], attributes);
}

export function conv2dFilterGradient(input: Tensor, filterShape: readonly number[], gradient: Tensor): Tensor {
  return execute('Conv2DBackpropFilter', [input, integers(...filterShape), gradient], attributes);
}
