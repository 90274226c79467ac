import type { Attribute } from '../binding.js';
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

/** How filters go over images: pixels from one place to the next, and rows and columns of zeros on each side. */
interface Windows {
  stride: number;
  padding: number;
}

/** What keeps the size under filters 3 × 3. */
const sameSize: Windows = { stride: 1, padding: 1 };

/** Of PyTorch's padding, which is the same on all sides: TensorFlow's own word puts what is odd on one. */
function attributesOf({ stride, padding }: Windows): Attribute[] {
  return [
    integer('strides', [1, stride, stride, 1]),
    integer('dilations', [1, 1, 1, 1]),
    text('padding', 'EXPLICIT'),
    integer('explicit_paddings', [0, 0, padding, padding, padding, padding, 0, 0]),
    text('data_format', 'NHWC'),
  ];
}

const flatOf = (windows: Windows): readonly Attribute[] => (windows === sameSize ? flat : attributesOf(windows));

/**
 * Images of C channels, filter [kH, kW, C, K] → images of K channels. Images side by side are for the default alone: stride 1, padded
 * to keep the size under filters 3 × 3.
 */
export function conv2d(input: Tensor, filter: Tensor, windows = sameSize): Tensor {
  if (input.shape.length === 4) return execute('Conv2D', [input, filter], flatOf(windows));
  return execute('Conv3D', [input, reshape(filter, deepen(filter.shape))], deep);
}

export function conv2dInputGradient(
  inputShape: readonly number[],
  filter: Tensor,
  gradient: Tensor,
  windows = sameSize,
): Tensor {
  const sizes = integers(...inputShape);
  if (inputShape.length === 4) return execute('Conv2DBackpropInput', [sizes, filter, gradient], flatOf(windows));
  return execute('Conv3DBackpropInputV2', [sizes, reshape(filter, deepen(filter.shape)), gradient], deep);
}

export function conv2dFilterGradient(
  input: Tensor,
  filterShape: readonly number[],
  gradient: Tensor,
  windows = sameSize,
): Tensor {
  if (input.shape.length === 4) {
    return execute('Conv2DBackpropFilter', [input, integers(...filterShape), gradient], flatOf(windows));
  }
  const sizes = integers(...deepen(filterShape));
  return reshape(execute('Conv3DBackpropFilterV2', [input, sizes, gradient], deep), filterShape);
}

/** A filter that does not reach from one image to the next: [kH, kW, 1, C, K]. */
function deepen([height, width, inputs, outputs]: readonly number[]): number[] {
  return [height, width, 1, inputs, outputs] as number[];
}
