import type { Attribute } from '../binding.js';
import { execute, integer, integers, text } from '../execute.js';
import type { Tensor } from '../tensor.js';
import { matmul } from './matmul.js';
import { pad, reshape, slice, spreadPixels, takePixels } from './shape.js';

/** How filters go over images: pixels from one place to the next, and rows and columns of zeros on each side, as PyTorch's. */
export interface Windows {
  stride: number;
  padding: number;
}

/** What keeps the size under filters 3 × 3. */
export const sameSize: Windows = { stride: 1, padding: 1 };

/** Images are [N, H, W, C], or side by side [G, H, W, n, C] (see layout.ts), which TensorFlow takes for volumes. */
const isSideBySide = (shape: readonly number[]): boolean => shape.length === 5;

const flatOf = (stride: number, padding: 'SAME' | 'VALID'): Attribute[] => [
  integer('strides', [1, stride, stride, 1]),
  integer('dilations', [1, 1, 1, 1]),
  text('padding', padding),
  text('data_format', 'NHWC'),
];

const deepOf = (stride: number, padding: 'SAME' | 'VALID'): Attribute[] => [
  integer('strides', [1, stride, stride, 1, 1]),
  integer('dilations', [1, 1, 1, 1, 1]),
  text('padding', padding),
  text('data_format', 'NDHWC'),
];

/**
 * Whether TensorFlow's own word for padding means PyTorch's: with a stride it puts what is odd on one side. Its `EXPLICIT` would mean it
 * always, but the gradients have no fast kernel for that: in bfloat16 they take a hundred times as long.
 */
const isSame = ({ stride, padding }: Windows, kernel: number): boolean => stride === 1 && 2 * padding === kernel - 1;

/** Whether each pixel is convolved by itself: of those, oneDNN's kernels for a stride, and for the filter's gradient, are slow. */
const isPointwise = ({ padding }: Windows, kernel: number): boolean => kernel === 1 && padding === 0;

/** Images of C channels, filter [kH, kW, C, K] → images of K channels. Images side by side are for filters 3 × 3. */
export function conv2d(input: Tensor, filter: Tensor, windows = sameSize): Tensor {
  const { stride } = windows;
  const [kernel = 0] = filter.shape;
  const [images, padding] = isSame(windows, kernel)
    ? ([input, 'SAME'] as const)
    : ([padded(input, windows), 'VALID'] as const);
  if (isSideBySide(input.shape)) return execute('Conv3D', [images, deepen(filter)], deepOf(stride, padding));
  if (isPointwise(windows, kernel)) return execute('Conv2D', [takePixels(input, stride), filter], flatOf(1, 'SAME'));
  return execute('Conv2D', [images, filter], flatOf(stride, padding));
}

export function conv2dInputGradient(
  inputShape: readonly number[],
  filter: Tensor,
  gradient: Tensor,
  windows = sameSize,
): Tensor {
  const { stride, padding } = windows;
  const [kernel = 0] = filter.shape;
  const isFlat = !isSideBySide(inputShape);
  if (isFlat && isPointwise(windows, kernel)) {
    const taken = integers(...gradient.shape.slice(0, 3), filter.shape[2] as number);
    const byTaken = execute('Conv2DBackpropInput', [taken, filter, gradient], flatOf(1, 'SAME'));
    return spreadPixels(byTaken, stride, inputShape);
  }
  const margin = isSame(windows, kernel) ? 0 : padding;
  const word = isSame(windows, kernel) ? 'SAME' : 'VALID';
  const sizes = integers(...inputShape.map((size, axis) => (axis === 1 || axis === 2 ? size + 2 * margin : size)));
  const whole = isFlat
    ? execute('Conv2DBackpropInput', [sizes, filter, gradient], flatOf(stride, word))
    : execute('Conv3DBackpropInputV2', [sizes, deepen(filter), gradient], deepOf(stride, word));
  const begin = inputShape.map((_, axis) => (axis === 1 || axis === 2 ? margin : 0));
  return margin === 0 ? whole : slice(whole, begin, inputShape);
}

export function conv2dFilterGradient(
  input: Tensor,
  filterShape: readonly number[],
  gradient: Tensor,
  windows = sameSize,
): Tensor {
  const { stride } = windows;
  const [kernel = 0, , inputs = 0, outputs = 0] = filterShape;
  const isFlat = !isSideBySide(input.shape);
  if (isFlat && isPointwise(windows, kernel)) {
    const pixels = reshape(takePixels(input, stride), [-1, inputs]);
    return reshape(matmul(pixels, reshape(gradient, [-1, outputs]), { transposeA: true }), filterShape);
  }
  const [images, word] = isSame(windows, kernel)
    ? ([input, 'SAME'] as const)
    : ([padded(input, windows), 'VALID'] as const);
  if (isFlat)
    return execute('Conv2DBackpropFilter', [images, integers(...filterShape), gradient], flatOf(stride, word));
  const sizes = integers(...deepened(filterShape));
  return reshape(execute('Conv3DBackpropFilterV2', [images, sizes, gradient], deepOf(stride, word)), filterShape);
}

/** The images with zeros around them. */
function padded(input: Tensor, { padding }: Windows): Tensor {
  if (padding === 0) return input;
  return pad(
    input,
    input.shape.map((_, axis) => (axis === 1 || axis === 2 ? [padding, padding] : [0, 0])),
  );
}

/** A filter that does not reach from one image to the next: [kH, kW, 1, C, K]. */
const deepen = (filter: Tensor): Tensor => reshape(filter, deepened(filter.shape));

function deepened([height, width, inputs, outputs]: readonly number[]): number[] {
  return [height, width, 1, inputs, outputs] as number[];
}
