import { engine } from '../engine.js';
import { execute, executeAll, flag, integer, text } from '../execute.js';
import type { Tensor } from '../tensor.js';
import { scalar } from '../tensor.js';
import { firstMaximumGradient } from './first-maximum.js';
import { cast, pad, reshape, slice } from './shape.js';

/** How windows go over images: their side, the pixels from one to the next, and rows and columns on each side that are never the largest. */
interface PoolWindows {
  window: number;
  stride: number;
  padding: number;
}

const halving: PoolWindows = { window: 2, stride: 2, padding: 0 };

const attributesOf = ({ window, stride }: PoolWindows) => [
  integer('ksize', [1, window, window, 1]),
  integer('strides', [1, stride, stride, 1]),
  text('padding', 'VALID'),
  text('data_format', 'NHWC'),
];

/**
 * oneDNN's pooling remembers which value of a window was taken, as the first of equal ones, and its gradient goes there, in a
 * tenth of the time of MaxPoolGrad. TensorFlow's graphs use it on CPUs; eager calls must name it.
 */
const oneDnn = [flag('workspace_enabled', true), text('_kernel', 'MklNameChangeOp')];

/** The largest of every window, and the way back. */
export interface Pooled {
  output: Tensor;
  gradient(gradient: Tensor): Tensor;
}

/**
 * Max pooling, by default 2 × 2 with stride 2; an odd last row or column is left out: [N, H, W, C] → [N, ⌊H/2⌋, ⌊W/2⌋, C], and
 * images side by side likewise. Of equal maxima the first in row order gets the gradient, as in PyTorch.
 */
export function maxPool(input: Tensor, windows = halving): Pooled {
  if (input.shape.length === 5) return poolSideBySide(input);
  if (windows.padding > 0) return poolPadded(input, windows);
  const attributes = attributesOf(windows);
  if (engine().device.kind === 'gpu') {
    const output = execute('MaxPool', [input], attributes);
    const isHalving = windows.window === 2 && windows.stride === 2;
    const overlapping = (gradient: Tensor) => execute('MaxPoolGrad', [input, output, gradient], attributes);
    return {
      output,
      gradient: (gradient) => (isHalving ? firstMaximumGradient(input, output, gradient) : overlapping(gradient)),
    };
  }
  const named = [...attributes, ...oneDnn];
  const [output, workspace] = executeAll('_MklNativeMaxPool', [input], named, 2) as [Tensor, Tensor];
  return {
    output,
    gradient: (gradient) => execute('_MklNativeMaxPoolGrad', [input, output, gradient, workspace], named),
  };
}

/** With a margin of the lowest values around the images. */
function poolPadded(input: Tensor, { padding, ...windows }: PoolWindows): Pooled {
  const [count, height, width, channels] = input.shape as [number, number, number, number];
  const margin = [padding, padding] as const;
  const lowest = cast(scalar(-3e38), input.dtype);
  const { output, gradient } = maxPool(pad(input, [[0, 0], margin, margin, [0, 0]], lowest), {
    ...windows,
    padding: 0,
  });
  return {
    output,
    gradient: (by) => slice(gradient(by), [0, padding, padding, 0], [count, height, width, channels]),
  };
}

/** Pooling does not mind whether values are another channel's or another image's. */
function poolSideBySide(input: Tensor): Pooled {
  const [groups, height, width, row, channels] = input.shape as [number, number, number, number, number];
  const pooled = maxPool(reshape(input, [groups, height, width, row * channels]));
  return {
    output: reshape(pooled.output, [groups, height >> 1, width >> 1, row, channels]),
    gradient: (gradient) => reshape(pooled.gradient(reshape(gradient, pooled.output.shape)), input.shape),
  };
}
