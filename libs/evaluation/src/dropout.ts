import type { Layer } from '@parallax/learning';
import type { Generator } from '@parallax/random';
import { multiply, type Tensor } from '@parallax/tensors';

/** Dropout (Srivastava et al. 2014) with the mask as an input, since it changes from step to step. */
export function dropout(mask: Tensor): Layer {
  return {
    parameters: [],
    buffers: [],
    forward: (input) => ({
      output: multiply(input, mask),
      backward: (gradient) => ({ parameters: [], input: multiply(gradient, mask) }),
    }),
  };
}

/** 0 with probability `rate`, otherwise 1 / (1 − rate), so that the mean stays. */
export function dropoutMask(length: number, rate: number, generator: Generator): Float32Array {
  const kept = 1 / (1 - rate);
  return Float32Array.from({ length }, () => (generator.uniform() < rate ? 0 : kept));
}
