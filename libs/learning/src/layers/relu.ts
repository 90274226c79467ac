import { backwardReads } from '@parallax/networks';
import { relu, reluGradient, type Tensor } from '@parallax/tensors';
import type { Forward, Layer } from './layer.js';

/** max(x, 0). */
export const rectifier: Layer = {
  parameters: [],
  buffers: [],
  backwardReads: backwardReads.relu,
  forward(input: Tensor): Forward {
    const output = relu(input);
    return { output, backward: (gradient) => ({ parameters: [], input: reluGradient(gradient, output) }) };
  },
};
