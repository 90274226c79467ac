import { backwardReads, type Mlp as Data, type StateDict } from '@parallax/networks';
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
 * Two linear layers with GELU between them (Hendrycks & Gimpel 2016), for tokens [N, T, width] or [N, width]. With t = x/√2 GELU is t·(1 + erf t)/√2: so
 * the layers are scaled, and what lies between them takes fewer passes over what is the largest here.
 */
export class Mlp implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[] = [];
  readonly backwardReads = backwardReads.mlp;
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
    const { shape, dtype } = input;
    const { rows, hidden, slope, output } = scope(() => {
      const rows = cast(reshape(input, [-1, shape.at(-1) as number]), this.#dtype);
      const active = activate(this.#first.forward(rows), mode);
      return { rows, ...active, output: reshape(this.#second.forward(active.hidden), shape) };
    });
    return {
      output,
      backward: (given) =>
        scope(() => {
          const second = this.#second.backward(hidden, cast(reshape(given, rows.shape), this.#dtype));
          const first = this.#first.backward(rows, multiply(second.input, slope as Tensor));
          return {
            parameters: [...first.parameters, ...second.parameters],
            input: cast(reshape(first.input, shape), dtype),
          };
        }),
    };
  }
}

/** (2/√π)·exp(−t²) is exp(this − t²). */
const logarithm = Math.log(2 / Math.sqrt(Math.PI));

/** t·(1 + erf t), and in training its derivative 1 + erf t + t·(2/√π)·exp(−t²): in float32, and then in the type of t. */
function activate(values: Tensor, mode: Mode): { hidden: Tensor; slope?: Tensor } {
  const { dtype } = values;
  return scope(() => {
    const t = cast(values, 'float32');
    const share = add(erf(t), scalar(1));
    const hidden = cast(multiply(share, t), dtype);
    if (mode === 'evaluation') return { hidden };
    const density = exp(subtract(scalar(logarithm), square(t)));
    return { hidden, slope: cast(add(share, multiply(density, t)), dtype) };
  });
}
