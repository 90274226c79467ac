import { backwardReads } from '@parallax/networks';
import {
  batchNorm,
  multiply,
  normaliseBy,
  reshape,
  scalar,
  scope,
  subtract,
  subtractFrom,
  type Tensor,
  Variable,
} from '@parallax/tensors';
import type { Forward, Layer, Mode } from './layer.js';

/** How much of a batch's mean and variance comes into the running ones; PyTorch's default, as is the ε of the op. */
const share = 0.1;

/** The values of a batch norm's four tensors, each [channels]. */
export interface BatchNormValues {
  gain: Float32Array;
  shift: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
}

/**
 * Batch norm over [N, H, W, C] or [N, C] (Ioffe & Szegedy 2015) as PyTorch's `BatchNorm2d` and `BatchNorm1d`: a batch is normalised by its own biased variance, and
 * the unbiased one goes into the running variance, by which evaluation normalises.
 */
export class BatchNorm implements Layer {
  readonly parameters: readonly [gain: Variable, shift: Variable];
  readonly buffers: readonly [mean: Variable, variance: Variable];
  readonly backwardReads = backwardReads['batch-norm'];

  constructor(name: string, { gain, shift, mean, variance }: BatchNormValues) {
    const variable = (last: string, values: Float32Array) => new Variable(`${name}.${last}`, [values.length], values);
    this.parameters = [variable('weight', gain), variable('bias', shift)];
    this.buffers = [variable('running_mean', mean), variable('running_var', variance)];
  }

  forward(input: Tensor, mode: Mode): Forward {
    if (input.shape.length === 4) return this.#forward(input, mode);
    const [count = 0, channels = 0] = input.shape;
    const { output, backward } = this.#forward(reshape(input, [count, 1, 1, channels]), mode);
    return {
      output: reshape(output, input.shape),
      backward: (gradient) => {
        const by = backward(reshape(gradient, output.shape));
        return { parameters: by.parameters, input: reshape(by.input as Tensor, input.shape) };
      },
    };
  }

  #forward(input: Tensor, mode: Mode): Forward {
    const [gain, shift] = this.parameters.map((each) => each.read()) as [Tensor, Tensor];
    if (mode === 'evaluation') {
      const [mean, variance] = this.buffers.map((each) => each.read()) as [Tensor, Tensor];
      return { output: normaliseBy(input, { gain, shift, mean, variance }), backward: refuse };
    }
    const { output, mean, variance, gradient } = batchNorm(input, gain, shift);
    if (mode === 'training') {
      keep(this.buffers[0], mean);
      keep(this.buffers[1], variance);
    }
    return {
      output,
      backward: (given) => {
        const by = gradient(given);
        return { parameters: [by.gain, by.shift], input: by.input };
      },
    };
  }
}

function keep(running: Variable, found: Tensor): void {
  subtractFrom(
    running,
    scope(() => multiply(subtract(running.read(), found), scalar(share))),
  );
}

/** Nothing is learned in evaluation. */
function refuse(): never {
  throw new Error('there is no way back through a batch norm in evaluation');
}
