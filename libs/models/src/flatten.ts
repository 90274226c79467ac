import { reshape, type Tensor, transpose } from '@parallax/tensors';
import type { Forward, Layer } from './layer.js';

/** [N, H, W, C] → [N, C·H·W]: channels first, so that features stand where PyTorch's stand. */
export const flatten: Layer = {
  parameters: [],
  forward(input: Tensor): Forward {
    const channelsFirst = transpose(input, [0, 3, 1, 2]);
    const { shape } = channelsFirst;
    return {
      output: reshape(channelsFirst, [shape[0] as number, -1]),
      backward: (gradient) => ({ parameters: [], input: transpose(reshape(gradient, shape), [0, 2, 3, 1]) }),
    };
  },
};
