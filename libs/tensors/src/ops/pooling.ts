import { engine } from '../engine.js';
import { execute, executeAll, flag, integer, text } from '../execute.js';
import type { Tensor } from '../tensor.js';
import { firstMaximumGradient } from './first-maximum.js';
import { reshape } from './shape.js';

const attributes = [
  integer('ksize', [1, 2, 2, 1]),
  integer('strides', [1, 2, 2, 1]),
  text('padding', 'VALID'),
  text('data_format', 'NHWC'),
];

/**
 * oneDNN's pooling remembers which of the four was taken, as the first of equal ones, and its gradient goes there, in a
 * tenth of the time of MaxPoolGrad. TensorFlow's graphs use it on CPUs; eager calls must name it.
 */
const oneDnn = [...attributes, flag('workspace_enabled', true), text('_kernel', 'MklNameChangeOp')];

/** The largest of every 2 × 2 values, and the way back. */
export interface Pooled {
  output: Tensor;
  gradient(gradient: Tensor): Tensor;
}

/**
 * Max pooling, 2 × 2 with stride 2; an odd last row or column is left out: [N, H, W, C] → [N, ⌊H/2⌋, ⌊W/2⌋, C], and
 * images side by side likewise. Of equal maxima the first in row order gets the gradient, as in PyTorch.
 */
export function maxPool(input: Tensor): Pooled {
  if (input.shape.length === 5) return poolSideBySide(input);
  if (engine().device.kind === 'gpu') {
    const output = execute('MaxPool', [input], attributes);
    return { output, gradient: (gradient) => firstMaximumGradient(input, output, gradient) };
  }
  const [output, workspace] = executeAll('_MklNativeMaxPool', [input], oneDnn, 2) as [Tensor, Tensor];
  return {
    output,
    gradient: (gradient) => execute('_MklNativeMaxPoolGrad', [input, output, gradient, workspace], oneDnn),
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
