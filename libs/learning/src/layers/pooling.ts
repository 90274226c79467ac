import { backwardReads, type MaxPool } from '@parallax/networks';
import { cast, mean, multiply, maxPool as pool, reshape, type Tensor, tensor, transpose } from '@parallax/tensors';
import type { Forward, Layer } from './layer.js';

/** [N, H, W, C] → [N, C·H·W]: channels first, so that features stand where PyTorch's stand. */
export const flatten: Layer = {
  parameters: [],
  buffers: [],
  backwardReads: backwardReads.flatten,
  forward(input: Tensor): Forward {
    const channelsFirst = transpose(input, [0, 3, 1, 2]);
    const { shape } = channelsFirst;
    return {
      output: reshape(channelsFirst, [shape[0] as number, -1]),
      backward: (gradient) => ({ parameters: [], input: transpose(reshape(gradient, shape), [0, 2, 3, 1]) }),
    };
  },
};

/** [N, H, W, C] → [N, C]: the mean of each channel, PyTorch's `AdaptiveAvgPool2d(1)` and `Flatten`. */
export const averagePool: Layer = {
  parameters: [],
  buffers: [],
  backwardReads: backwardReads['average-pool'],
  forward(input: Tensor): Forward {
    const [count, height, width, channels] = input.shape as [number, number, number, number];
    const share = 1 / (height * width);
    const { dtype } = input;
    return {
      output: mean(cast(input, 'float32'), [1, 2]),
      backward: (gradient) => {
        const spread = tensor(new Float32Array(height * width).fill(share), [1, height, width, 1]);
        const each = multiply(reshape(gradient, [count, 1, 1, channels]), spread);
        return { parameters: [], input: cast(each, dtype) };
      },
    };
  },
};

/** [N, H, W, C] → [N, H/stride, W/stride, C], as PyTorch's `MaxPool2d`. */
export function maxPool(windows: Omit<MaxPool, 'kind'>): Layer {
  return {
    parameters: [],
    buffers: [],
    forward(input: Tensor): Forward {
      const { output, gradient } = pool(input, windows);
      return { output, backward: (by) => ({ parameters: [], input: gradient(by) }) };
    },
  };
}
