import type { StateDict } from '@parallax/networks';
import { biasAdd, biasGradient, cast, matmul, multiply, scalar, scope, type Tensor, Variable } from '@parallax/tensors';
import { dtypeOf, type Precision } from '../precision.js';

/** By what its inputs and outputs are multiplied: whoever uses it needs no pass of its own for that. */
interface Scales {
  input?: number;
  output?: number;
}

/** y = x·Wᵀ + b for rows [R, in] in the precision's type, with W [out, in]: the linear layers that others are made of. */
export class Affine {
  readonly parameters: readonly [weight: Variable, bias: Variable];
  readonly #scales: readonly [weight: number, bias: number];
  readonly #dtype: 'float32' | 'bfloat16';

  constructor(name: string, state: StateDict, precision: Precision, { input = 1, output = 1 }: Scales = {}) {
    const variable = (last: string) => {
      const { shape, data } = state[`${name}.${last}`] as StateDict[string];
      return new Variable(`${name}.${last}`, shape, data);
    };
    this.parameters = [variable('weight'), variable('bias')];
    this.#scales = [input * output, output];
    this.#dtype = dtypeOf(precision);
  }

  forward(rows: Tensor): Tensor {
    return scope(() => biasAdd(matmul(rows, this.#read(0), { transposeB: true }), this.#read(1)));
  }

  /** From the gradient by what it has made of the rows to those by its parameters, in float32, and by the rows. */
  backward(rows: Tensor, gradient: Tensor): { parameters: [weight: Tensor, bias: Tensor]; input: Tensor } {
    return scope(() => {
      const [weight, bias] = this.#scales;
      const byWeight = cast(matmul(gradient, rows, { transposeA: true }), 'float32');
      const byBias = cast(biasGradient(gradient), 'float32');
      return {
        parameters: [scaled(byWeight, weight), scaled(byBias, bias)],
        input: matmul(gradient, this.#read(0)),
      };
    });
  }

  #read(place: 0 | 1): Tensor {
    return cast(scaled(this.parameters[place].read(), this.#scales[place]), this.#dtype);
  }
}

const scaled = (values: Tensor, scale: number): Tensor => (scale === 1 ? values : multiply(values, scalar(scale)));
