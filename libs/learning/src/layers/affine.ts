import type { StateDict } from '@parallax/networks';
import { biasAdd, biasGradient, cast, matmul, multiply, scalar, scope, type Tensor, Variable } from '@parallax/tensors';
import { dtypeOf, type Precision } from '../precision.js';

/** By what its inputs and outputs are multiplied: whoever uses it needs no pass of its own for that. */
interface Scales {
  input?: number;
  output?: number;
}

/** What it makes of rows, and the way back. */
interface Forward {
  output: Tensor;
  backward(gradient: Tensor): { parameters: [weight: Tensor, bias: Tensor]; input: Tensor };
}

/** y = x·Wᵀ + b for rows [R, in] in the precision's type, with W [out, in]: the linear layers that others are made of. */
export class Affine {
  readonly parameters: readonly [weight: Variable, bias: Variable];
  readonly #scales: Required<Scales>;
  readonly #dtype: 'float32' | 'bfloat16';

  constructor(name: string, state: StateDict, precision: Precision, { input = 1, output = 1 }: Scales = {}) {
    const [weight, bias] = [state[`${name}.weight`], state[`${name}.bias`]] as [StateDict[string], StateDict[string]];
    this.parameters = [
      new Variable(`${name}.weight`, weight.shape, weight.data),
      new Variable(`${name}.bias`, bias.shape, bias.data),
    ];
    this.#scales = { input, output };
    this.#dtype = dtypeOf(precision);
  }

  forward(rows: Tensor): Forward {
    const [weight, bias] = this.#scaled(this.parameters.map((each) => each.read())).map((each) =>
      cast(each, this.#dtype),
    ) as [Tensor, Tensor];
    return {
      output: biasAdd(matmul(rows, weight, { transposeB: true }), bias),
      backward: (gradient) => {
        const byWeight = matmul(gradient, rows, { transposeA: true });
        const parameters = this.#scaled([byWeight, biasGradient(gradient)].map((each) => cast(each, 'float32')));
        return { parameters: parameters as [Tensor, Tensor], input: matmul(gradient, weight) };
      },
    };
  }

  #scaled(values: readonly Tensor[]): Tensor[] {
    const { input, output } = this.#scales;
    return values.map((each, place) => scaledBy(each, place === 0 ? input * output : output));
  }
}

const scaledBy = (values: Tensor, scale: number): Tensor =>
  scale === 1 ? values : scope(() => multiply(values, scalar(scale)));
