import { backwardReads } from '@parallax/networks';
import {
  add,
  biasGradient,
  mean,
  multiply,
  reshape,
  rsqrt,
  scalar,
  scope,
  square,
  subtract,
  type Tensor,
  Variable,
} from '@parallax/tensors';
import type { Forward, Layer } from './layer.js';

/** timm's, added to variances. */
const epsilon = 1e-6;

/** Layer norm (Ba et al. 2016) along the last axis of float32 [..., width], by each row's own mean and biased variance. */
export class LayerNorm implements Layer {
  readonly parameters: readonly [gain: Variable, shift: Variable];
  readonly buffers: readonly Variable[] = [];
  readonly backwardReads = backwardReads['layer-norm'];

  constructor(name: string, gain: Float32Array, shift: Float32Array) {
    const variable = (last: string, values: Float32Array) => new Variable(`${name}.${last}`, [values.length], values);
    this.parameters = [variable('weight', gain), variable('bias', shift)];
  }

  forward(input: Tensor): Forward {
    const [gain, shift] = this.parameters.map((each) => each.read()) as [Tensor, Tensor];
    const { normalised, scale, output } = scope(() => {
      const norm = normalise(reshape(input, [-1, gain.shape[0] as number]));
      return { ...norm, output: reshape(add(multiply(norm.normalised, gain), shift), input.shape) };
    });
    return {
      output,
      backward: (given) =>
        scope(() => {
          const gradient = reshape(given, normalised.shape);
          const byGain = biasGradient(multiply(gradient, normalised));
          const byRows = throughNorm(multiply(gradient, gain), normalised, scale);
          return { parameters: [byGain, biasGradient(gradient)], input: reshape(byRows, input.shape) };
        }),
    };
  }
}

/** Rows with mean 0 and variance 1, and what each was multiplied by for that. */
function normalise(rows: Tensor): { normalised: Tensor; scale: Tensor } {
  return scope(() => {
    const centred = subtract(rows, mean(rows, [1], true));
    const scale = rsqrt(add(mean(square(centred), [1], true), scalar(epsilon)));
    return { normalised: multiply(centred, scale), scale };
  });
}

/** Of the gradient by normalised rows what neither their mean nor their length takes away. */
function throughNorm(gradient: Tensor, normalised: Tensor, scale: Tensor): Tensor {
  const along = mean(multiply(gradient, normalised), [1], true);
  const rest = subtract(subtract(gradient, mean(gradient, [1], true)), multiply(normalised, along));
  return multiply(rest, scale);
}
