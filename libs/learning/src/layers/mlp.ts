import type { Mlp as Data, StateDict } from '@parallax/networks';
import {
  add,
  cast,
  erf,
  exp,
  multiply,
  reshape,
  scalar,
  scope,
  square,
  subtract,
  type Tensor,
  type Variable,
} from '@parallax/tensors';
import { dtypeOf, type Precision } from '../precision.js';
import { Affine } from './affine.js';
import type { Forward, Layer, Mode } from './layer.js';

/**
 * Two linear layers with GELU between them (Hendrycks & Gimpel 2016), for tokens [N, T, width]. With t = x/√2 GELU is t·(1 + erf t)/√2: so
 * the layers are scaled, and what lies between them takes fewer passes over what is the largest here.
 */
export class Mlp implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[] = [];
  readonly #first: Affine;
  readonly #second: Affine;
  readonly #dtype: 'float32' | 'bfloat16';

  constructor({ name }: Data, state: StateDict, precision: Precision) {
    this.#first = new Affine(`${name}.fc1`, state, precision, { output: Math.SQRT1_2 });
    this.#second = new Affine(`${name}.fc2`, state, precision, { input: Math.SQRT1_2 });
    this.parameters = [...this.#first.parameters, ...this.#second.parameters];
    this.#dtype = dtypeOf(precision);
  }

  forward(input: Tensor, mode: Mode): Forward {
    const { shape } = input;
    const rows = cast(reshape(input, [-1, shape.at(-1) as number]), this.#dtype);
    const first = this.#first.forward(rows);
    const { output: hidden, slope } = activate(first.output, mode);
    const second = this.#second.forward(hidden);
    return {
      output: reshape(second.output, shape),
      backward: (gradient) => {
        const back = second.backward(cast(reshape(gradient, rows.shape), this.#dtype));
        const { parameters, input: byRows } = first.backward(multiply(back.input, slope as Tensor));
        return {
          parameters: [...parameters, ...back.parameters],
          input: cast(reshape(byRows, shape), input.dtype),
        };
      },
    };
  }
}

/** (2/√π)·exp(−t²) is exp(this − t²). */
const logarithm = Math.log(2 / Math.sqrt(Math.PI));

/** t·(1 + erf t), and in training its derivative 1 + erf t + t·(2/√π)·exp(−t²): in float32, and then in the type of t. */
function activate(values: Tensor, mode: Mode): { output: Tensor; slope?: Tensor } {
  const { dtype } = values;
  return scope(() => {
    const t = cast(values, 'float32');
    const share = add(erf(t), scalar(1));
    const output = cast(multiply(share, t), dtype);
    if (mode === 'evaluation') return { output };
    const density = exp(subtract(scalar(logarithm), square(t)));
    return { output, slope: cast(add(share, multiply(density, t)), dtype) };
  });
}
