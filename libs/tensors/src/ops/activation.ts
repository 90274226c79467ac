import { execute } from '../execute.js';
import type { Tensor } from '../tensor.js';

/** Adds bias [C] along the last axis. */
export function biasAdd(input: Tensor, bias: Tensor): Tensor {
  return execute('BiasAdd', [input, bias]);
}

/** Sums a gradient over every axis but the last. */
export function biasGradient(gradient: Tensor): Tensor {
  return execute('BiasAddGrad', [gradient]);
}

export function relu(input: Tensor): Tensor {
  return execute('Relu', [input]);
}

/** The gradient where ReLU's output is above zero; at zero it is 0, as PyTorch's. */
export function reluGradient(gradient: Tensor, output: Tensor): Tensor {
  return execute('ReluGrad', [gradient, output]);
}
