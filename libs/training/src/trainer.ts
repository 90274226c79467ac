import { centred, type Model, type Normalisation, normalise } from '@parallax/models';
import { ntXent, selfSimilarity } from '@parallax/objectives';
import { scope, type Tensor, type Variable } from '@parallax/tensors';
import { Optimiser, type OptimiserSpec } from './optimiser.js';
import { rateAt, type Schedule } from './schedule.js';
import { restoreVariables, type State, stateOf } from './state.js';

export interface ObjectiveSpec {
  /** `nt-xent` on the projections of two views of each image; `self-similarity` on the features of one (the notebook's). */
  name: 'nt-xent' | 'self-similarity';
  temperature: number;
}

export interface TrainerSpec {
  objective: ObjectiveSpec;
  optimiser: OptimiserSpec;
  /** Default constant. */
  schedule?: Schedule;
  /** Default pixels in [−1, 1]. */
  normalisation?: Normalisation;
}

/** A model in training: one optimiser's step after another, none of which reads anything back from the device. */
export class Trainer {
  readonly model: Model;
  /** The parameters that the objective reaches. */
  readonly trained: readonly Variable[];
  readonly #spec: TrainerSpec;
  readonly #optimiser: Optimiser;

  constructor(model: Model, spec: TrainerSpec) {
    this.model = model;
    this.#spec = spec;
    // The notebook's loss never reaches the head, which PyTorch's optimiser then leaves alone.
    this.trained = spec.objective.name === 'nt-xent' ? model.parameters : model.encoder.parameters;
    this.#optimiser = new Optimiser(this.trained, spec.optimiser);
  }

  /** Steps done. */
  get steps(): number {
    return this.#optimiser.step;
  }

  /**
   * One step on one batch.
   *
   * @param views uint8 [images, views, size, size, 3], row by row: two views of each image for `nt-xent`
   * @returns the loss before the step, a scalar for the caller to read and dispose of when it pleases
   */
  step(views: Uint8Array): Tensor {
    const rate = rateAt(this.#spec.schedule ?? { name: 'constant' }, this.steps);
    const { loss, gradients } = this.gradients(views);
    this.#optimiser.apply(gradients, rate);
    for (const gradient of gradients) gradient.dispose();
    return loss;
  }

  /** The loss, and its gradient by each trained parameter, for the caller to dispose of. */
  gradients(views: Uint8Array): { loss: Tensor; gradients: Tensor[] } {
    const { model } = this;
    const { objective, normalisation = centred } = this.#spec;
    return scope(() => {
      const encoded = model.encoder.forward(normalise(views, model.architecture.size, normalisation));
      if (objective.name === 'self-similarity') {
        const { loss, gradient } = selfSimilarity(encoded.output, objective.temperature);
        return { loss, gradients: encoded.backward(gradient).parameters };
      }
      const projected = model.head.forward(encoded.output);
      const { loss, gradient } = ntXent(projected.output, objective.temperature);
      const head = projected.backward(gradient);
      const encoder = encoded.backward(head.input as Tensor);
      return { loss, gradients: [...encoder.parameters, ...head.parameters] };
    });
  }

  /** Everything that the next step depends on: parameters, moments, and the number of steps. */
  state(): State {
    return { ...stateOf(this.model.parameters), ...this.#optimiser.state() };
  }

  /** Goes on from a `state()`, to the bit. */
  restore(state: State): void {
    restoreVariables(this.model.parameters, state);
    this.#optimiser.restore(state);
  }

  /** Gives back the optimiser's memory; the model is its maker's. */
  dispose(): void {
    this.#optimiser.dispose();
  }
}
