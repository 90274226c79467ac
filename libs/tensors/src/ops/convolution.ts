import type { Attribute } from '../binding.js';
import { execute, integer, integers, text } from '../execute.js';
import { type Tensor, tensor } from '../tensor.js';
import { reshape, slice } from './shape.js';

/** How filters go over images: pixels from one place to the next, and rows and columns of zeros on each side, as PyTorch's. */
interface Windows {
  stride: number;
  padding: number;
}

/** What keeps the size under filters 3 × 3. */
const sameSize: Windows = { stride: 1, padding: 1 };

// Images are [N, H, W, C], or side by side [G, H, W, n, C] (see layout.ts), which TensorFlow takes for volumes.
function flatOf(stride: number, padding: 'SAME' | 'VALID'): Attribute[] {
  return [
    integer('strides', [1, stride, stride, 1]),
    integer('dilations', [1, 1, 1, 1]),
    text('padding', padding),
    text('data_format', 'NHWC'),
  ];
}

const deep = [
  integer('strides', [1, 1, 1, 1, 1]),
  integer('dilations', [1, 1, 1, 1, 1]),
  text('padding', 'SAME'),
  text('data_format', 'NDHWC'),
];

/**
 * Whether TensorFlow's own word for padding means PyTorch's: with a stride it puts what is odd on one side. Its `EXPLICIT` would mean it
 * always, but the gradients have no fast kernel for that: in bfloat16 they take a hundred times as long.
 */
const isSame = ({ stride, padding }: Windows, kernel: number): boolean => stride === 1 && 2 * padding === kernel - 1;

/**
 * Images of C channels, filter [kH, kW, C, K] → images of K channels. Images side by side are for the default alone: stride 1, padded
 * to keep the size under filters 3 × 3.
 */
export function conv2d(input: Tensor, filter: Tensor, windows = sameSize): Tensor {
  if (input.shape.length === 5) return execute('Conv3D', [input, reshape(filter, deepen(filter.shape))], deep);
  if (isSame(windows, filter.shape[0] as number)) return execute('Conv2D', [input, filter], flatOf(1, 'SAME'));
  return execute('Conv2D', [padded(input, windows), filter], flatOf(windows.stride, 'VALID'));
}

export function conv2dInputGradient(
  inputShape: readonly number[],
  filter: Tensor,
  gradient: Tensor,
  windows = sameSize,
): Tensor {
  const sizes = integers(...inputShape);
  if (inputShape.length === 5) {
    return execute('Conv3DBackpropInputV2', [sizes, reshape(filter, deepen(filter.shape)), gradient], deep);
  }
  if (isSame(windows, filter.shape[0] as number)) {
    return execute('Conv2DBackpropInput', [sizes, filter, gradient], flatOf(1, 'SAME'));
  }
  const { stride, padding } = windows;
  const wider = integers(...paddedShape(inputShape, windows));
  const whole = execute('Conv2DBackpropInput', [wider, filter, gradient], flatOf(stride, 'VALID'));
  return padding === 0 ? whole : slice(whole, [0, padding, padding, 0], inputShape);
}

export function conv2dFilterGradient(
  input: Tensor,
  filterShape: readonly number[],
  gradient: Tensor,
  windows = sameSize,
): Tensor {
  if (input.shape.length === 5) {
    const sizes = integers(...deepen(filterShape));
    return reshape(execute('Conv3DBackpropFilterV2', [input, sizes, gradient], deep), filterShape);
  }
  const sizes = integers(...filterShape);
  if (isSame(windows, filterShape[0] as number)) {
    return execute('Conv2DBackpropFilter', [input, sizes, gradient], flatOf(1, 'SAME'));
  }
  const attributes = flatOf(windows.stride, 'VALID');
  return execute('Conv2DBackpropFilter', [padded(input, windows), sizes, gradient], attributes);
}

/** The images with zeros around them. */
function padded(input: Tensor, { padding }: Windows): Tensor {
  if (padding === 0) return input;
  const margin = tensor(Int32Array.of(0, 0, padding, padding, padding, padding, 0, 0), [4, 2]);
  return execute('Pad', [input, margin]);
}

function paddedShape([count, height, width, channels]: readonly number[], { padding }: Windows): number[] {
  return [count, (height as number) + 2 * padding, (width as number) + 2 * padding, channels] as number[];
}

/** A filter that does not reach from one image to the next: [kH, kW, 1, C, K]. */
function deepen([height, width, inputs, outputs]: readonly number[]): number[] {
  return [height, width, 1, inputs, outputs] as number[];
}
