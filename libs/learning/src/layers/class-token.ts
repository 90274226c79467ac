import { backwardReads } from '@parallax/networks';
import { pad, reshape, slice, type Tensor } from '@parallax/tensors';
import type { Forward, Layer } from './layer.js';

/** [N, T, width] → [N, width]: the first token, which stands for the image. */
export const classToken: Layer = {
  parameters: [],
  buffers: [],
  backwardReads: backwardReads['class-token'],
  forward(input: Tensor): Forward {
    const [count, tokens, width] = input.shape as [number, number, number];
    return {
      output: reshape(slice(input, [0, 0, 0], [count, 1, width]), [count, width]),
      backward: (gradient) => ({
        parameters: [],
        input: pad(reshape(gradient, [count, 1, width]), [
          [0, 0],
          [0, tokens - 1],
          [0, 0],
        ]),
      }),
    };
  },
};
