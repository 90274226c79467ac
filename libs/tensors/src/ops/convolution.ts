import { execute, integer, integers, text } from '../execute.js';
import type { Tensor } from '../tensor.js';
import { reshape } from './shape.js';

// Images are [N, H, W, C], or side by side [G, H, W, n, C] (see layout.ts), which TensorFlow takes for volumes.
const flat = [
  integer('strides', [1, 1, 1, 1]),
  integer('dilations', [1, 1, 1, 1]),
  text('padding', 'SAME'),
  text('data_format', 'NHWC'),
];
const deep = [
  integer('strides', [1, 1, 1, 1, 1]),
  integer('dilations', [1, 1, 1, 1, 1]),
  text('padding', 'SAME'),
  text('data_format', 'NDHWC'),
];

/** Stride 1, padded with zeros to keep the size: images of C channels, filter [kH, kW, C, K] → images of K channels. */
export function conv2d(input: Tensor, filter: Tensor): Tensor {
  if (input.shape.length === 4) return execute('Conv2D', [input, filter], flat);
  return execute('Conv3D', [input, reshape(filter, deepen(filter.shape))], deep);
}

export function conv2dInputGradient(inputShape: readonly number[], filter: Tensor, gradient: Tensor): Tensor {
  const sizes = integers(...inputShape);
  if (inputShape.length === 4) return execute('Conv2DBackpropInput', [sizes, filter, gradient], flat);
  return execute('Conv3DBackpropInputV2', [sizes, reshape(filter, deepen(filter.shape)), gradient], deep);
}

export function conv2dFilterGradient(input: Tensor, filterShape: readonly number[], gradient: Tensor): Tensor {
  if (input.shape.length === 4) {
    return execute('Conv2DBackpropFilter', [input, integers(...filterShape), gradient], flat);
  }
  const sizes = integers(...deepen(filterShape));
  return reshape(execute('Conv3DBackpropFilterV2', [input, sizes, gradient], deep), filterShape);
}

/** A filter that does not reach from one image to the next: [kH, kW, 1, C, K]. */
function deepen([height, width, inputs, outputs]: readonly number[]): number[] {
  return [height, width, 1, inputs, outputs] as number[];
}
