import type { ResolvedOptimiser } from '@parallax/specs';
import {
  type AdamScalars,
  add,
  applyAdam,
  multiply,
  scalar,
  scope,
  subtractFrom,
  type Tensor,
  Variable,
} from '@parallax/tensors';
import { clip, gradientNorm } from './clip.js';
import { restoreVariables, type State, stateOf } from './state.js';

export interface OptimiserSpec {
  /** `adam` adds the weight decay to the gradient; `adamw` shrinks the weights by it (Loshchilov & Hutter 2019). */
  name: 'adam' | 'adamw';
  learningRate: number;
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Default 1e-8, outside the root, as PyTorch's. */
  epsilon?: number;
  /** Default 0. */
  weightDecay?: number;
  /** The largest norm of all gradients together, to which larger ones are scaled; default none. */
  clipNorm?: number;
}

/** The API's words as the optimiser's. */
export function optimiserSpec({ kind, clipNorm, ...rest }: ResolvedOptimiser): OptimiserSpec {
  const name = kind === 'OPTIMISER_KIND_ADAMW' ? 'adamw' : 'adam';
  return { name, ...rest, ...(clipNorm > 0 && { clipNorm }) };
}

/** Adam (Kingma & Ba 2015) and AdamW as PyTorch computes them, over any list of parameters. */
export class Optimiser {
  readonly spec: Required<Omit<OptimiserSpec, 'clipNorm'>> & Pick<OptimiserSpec, 'clipNorm'>;
  readonly #parameters: readonly Variable[];
  readonly #m: readonly Variable[];
  readonly #v: readonly Variable[];
  #step = 0;

  constructor(parameters: readonly Variable[], spec: OptimiserSpec) {
    this.spec = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, ...spec };
    this.#parameters = parameters;
    this.#m = parameters.map(({ name, shape }) => new Variable(`${name}.m`, shape));
    this.#v = parameters.map(({ name, shape }) => new Variable(`${name}.v`, shape));
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
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
    const { clipNorm, name, weightDecay } = this.spec;
    const learningRate = this.spec.learningRate * rate;
    scope(() => {
      const clipped = clipNorm === undefined ? gradients : clip(gradients, norm ?? gradientNorm(gradients), clipNorm);
      const scalars = this.#scalars(learningRate);
      const decay = scalar(name === 'adamw' ? learningRate * weightDecay : weightDecay);
      for (const [index, parameter] of this.#parameters.entries()) {
        let gradient = clipped[index] as Tensor;
        if (weightDecay > 0) {
          const decayed = scope(() => multiply(parameter.read(), decay));
          if (name === 'adamw') subtractFrom(parameter, decayed);
          else gradient = add(gradient, decayed);
        }
        applyAdam(parameter, this.#m[index] as Variable, this.#v[index] as Variable, scalars, gradient);
      }
    });
  }

  /** The moments and the number of steps, by name; `restore` takes them up to the bit. */
  state(): State {
    return {
      ...stateOf(this.#m),
      ...stateOf(this.#v),
      step: { dtype: 'I32', shape: [1], data: Int32Array.of(this.#step) },
    };
  }

  restore(state: State): void {
    restoreVariables(this.#m, state);
    restoreVariables(this.#v, state);
    this.#step = state.step?.data[0] ?? 0;
  }

  dispose(): void {
    for (const moment of [...this.#m, ...this.#v]) moment.dispose();
  }

  /** PyTorch's step lr / (1 − β1ᵗ) · m / (√v / √(1 − β2ᵗ) + ε), both fractions multiplied by √(1 − β2ᵗ). */
  #scalars(learningRate: number): AdamScalars {
    const { beta1, beta2, epsilon } = this.spec;
    const correction = Math.sqrt(1 - beta2 ** this.#step);
    return {
      learningRate: scalar((learningRate * correction) / (1 - beta1 ** this.#step)),
      beta1: scalar(beta1),
      beta2: scalar(beta2),
      epsilon: scalar(epsilon * correction),
    };
  }
}
