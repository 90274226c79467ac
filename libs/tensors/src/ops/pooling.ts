import { engine } from '../engine.js';
import { execute, executeAll, flag, integer, text } from '../execute.js';
import type { Tensor } from '../tensor.js';
import { firstMaximumGradient } from './first-maximum.js';

const attributes = [
  integer('ksize', [1, 2, 2, 1]),
  integer('strides', [1, 2, 2, 1]),
  text('padding', 'VALID'),
  text('data_format', 'NHWC'),
];

/**
 * oneDNN's pooling remembers which of the four was taken, as the first of equal ones, and its gradient goes there: 7 ms
 * for a batch of 256 views where MaxPoolGrad takes 97. TensorFlow's graphs use it on CPUs; eager calls must name it.
 */
const oneDnn = [...attributes, flag('workspace_enabled', true), text('_kernel', 'MklNameChangeOp')];

/** The largest of every 2 × 2 values, and what its gradient needs to know. */
export interface Pooled {
  output: Tensor;
  gradient(gradient: Tensor): Tensor;
}

/**
 * Max pooling, 2 × 2 with stride 2; an odd last row or column is left out: [N, H, W, C] → [N, ⌊H/2⌋, ⌊W/2⌋, C]. Of equal
 * maxima the first in row order gets the gradient, as in PyTorch.
 */
export function maxPool(input: Tensor): Pooled {
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
