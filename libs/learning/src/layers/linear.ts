import { backwardReads } from '@parallax/networks';
import { biasAdd, biasGradient, matmul, type Tensor, Variable } from '@parallax/tensors';
import type { Forward, Layer } from './layer.js';

/** y = x·Wᵀ + b, with W [out, in] as PyTorch's `nn.Linear` keeps it. */
export class Linear implements Layer {
  readonly weight: Variable;
  readonly bias: Variable;
  readonly buffers: readonly Variable[] = [];
  readonly backwardReads = backwardReads.linear;

  /** Its parameters are named `<name>.weight` and `<name>.bias`; their lengths say its sizes. */
  constructor(name: string, weight: Float32Array, bias: Float32Array) {
    this.weight = new Variable(`${name}.weight`, [bias.length, weight.length / bias.length], weight);
    this.bias = new Variable(`${name}.bias`, [bias.length], bias);
  }

  get parameters(): Variable[] {
    return [this.weight, this.bias];
  }

  forward(input: Tensor): Forward {
    const weight = this.weight.read();
    return {
      output: biasAdd(matmul(input, weight, { transposeB: true }), this.bias.read()),
      backward: (gradient) => ({
        parameters: [matmul(gradient, input, { transposeA: true }), biasGradient(gradient)],
        input: matmul(gradient, weight),
      }),
    };
  }
}
