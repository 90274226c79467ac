import { choiceIn, defaultsOf, type Parameter, type ValuesOf } from '@parallax/errors';
import { scope, type Tensor, Variable } from '@parallax/tensors';
import { clip, gradientNorm } from '../clip.js';
import { restoreVariables, type State, stateOf } from '../state.js';
import { type Optimisers, optimisers } from './list.js';
import { isMatrix, type OptimiserKind } from './optimiser-kind.js';

/** One of the optimisers with those of its parameters that are not the defaults: `{ adamw: { learningRate: 1e-3 } }`; and what all have. */
export type OptimiserSpec = {
  [Key in keyof Optimisers]: Record<Key, Partial<ValuesOf<Optimisers[Key]['parameters']>>>;
}[keyof Optimisers] & {
  /** The largest norm of all gradients together, to which larger ones are scaled; default 0, none. */
  clipNorm?: number;
  /** Whether the weight decay is for biases and the gains of norms too; default as the optimiser's kind has it. */
  decayBiases?: boolean;
};

type Values = ValuesOf<Record<string, Parameter>> & { learningRate: number };

/** The optimiser that a spec names, and the values of its parameters. */
export function optimiserOf(spec: OptimiserSpec): { key: keyof Optimisers; kind: OptimiserKind; values: Values } {
  const { key, given } = choiceIn<keyof Optimisers>(optimisers, spec);
  const kind = optimisers[key] as unknown as OptimiserKind;
  const values = { ...defaultsOf(kind.parameters), ...given } as Values;
  return { key, kind, values };
}

/** An optimiser at work on a list of parameters, with what it keeps of each. */
export class Optimiser {
  readonly #kind: OptimiserKind;
  readonly #values: Values;
  readonly #clipNorm: number;
  readonly #parameters: readonly { parameter: Variable; slots: readonly Variable[]; decay: boolean }[];
  #step = 0;

  constructor(parameters: readonly Variable[], spec: OptimiserSpec) {
    const { kind, values } = optimiserOf(spec);
    const { clipNorm = 0, decayBiases = kind.decaysBiases } = spec;
    this.#kind = kind;
    this.#values = values;
    this.#clipNorm = clipNorm;
    this.#parameters = parameters.map((parameter) => ({
      parameter,
      slots: kind.slots(parameter, values).map((slot) => new Variable(`${parameter.name}.${slot}`, parameter.shape)),
      decay: decayBiases || isMatrix(parameter),
    }));
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /** The schedule's highest. */
  get learningRate(): number {
    return this.#values.learningRate;
  }

  /**
   * One step, in place. Tensors read from the parameters are best disposed of before, or each is copied first.
   *
   * @param gradients one for each parameter, in their order
   * @param rate what the learning rate is multiplied by
   * @param norm the gradients' norm, where the caller has it
   */
  apply(gradients: readonly Tensor[], rate = 1, norm?: Tensor): void {
    this.#step++;
    const limit = this.#clipNorm;
    scope(() => {
      const clipped = limit > 0 ? clip(gradients, norm ?? gradientNorm(gradients), limit) : gradients;
      const update = this.#kind.begin(this.#values, { number: this.#step, learningRate: this.learningRate * rate });
      for (const [index, { parameter, slots, decay }] of this.#parameters.entries()) {
        update(parameter, slots, clipped[index] as Tensor, decay);
      }
    });
  }

  /** What it keeps of the parameters and the number of steps, by name; `restore` takes them up to the bit. */
  state(): State {
    return { ...stateOf(this.#slots()), step: { dtype: 'I32', shape: [1], data: Int32Array.of(this.#step) } };
  }

  restore(state: State): void {
    restoreVariables(this.#slots(), state);
    this.#step = state.step?.data[0] ?? 0;
  }

  dispose(): void {
    for (const slot of this.#slots()) slot.dispose();
  }

  #slots(): Variable[] {
    return this.#parameters.flatMap(({ slots }) => slots);
  }
}
