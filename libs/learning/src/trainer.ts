import { invalidField } from '@parallax/errors';
import { centred, type Initialisation, type Normalisation } from '@parallax/networks';
import { pack, scope, type Tensor, type Variable } from '@parallax/tensors';
import { Backpropagation, type Gradients } from './backpropagation.js';
import { type Batch, type BatchGroup, countViews, imagesIn } from './batch.js';
import { gradientNorm } from './clip.js';
import { Companions } from './companions.js';
import type { Model } from './model.js';
import { type ObjectiveSpec, objectiveOf } from './objectives/list.js';
import type { Objective, StepMetric } from './objectives/objective.js';
import { Optimiser, type OptimiserSpec } from './optimisers/optimiser.js';
import { rateAt, type Schedule } from './schedules/schedule.js';
import { restoreVariables, type State, stateOf } from './state.js';

export interface TrainerSpec {
  objective: ObjectiveSpec;
  optimiser: OptimiserSpec;
  /** Default constant. */
  schedule?: Schedule;
  /** The views of a batch. Default: as many of each image as the objective compares, as large as the network's images. */
  groups?: readonly BatchGroup[];
  /** Default pixels in [−1, 1]. */
  normalisation?: Normalisation;
  /** Images of a batch that go through the networks at once; default all. The gradients are those of the batch. */
  chunk?: number | undefined;
  /** From it derive a predictor's weights, what an objective keeps, and what it draws in a step. Default 0. */
  seed?: number;
  /** How these begin; default PyTorch's. */
  initialisation?: Initialisation;
  /** As many of the encoder's first layers, in the order in which it was built, stay as they are. Default 0. */
  frozen?: number;
}

/**
 * What a step says of itself: the loss and the gradients' norm (of all together, before clipping) before it, and the metrics of
 * the objective, of the batch as the encoder saw it then.
 */
export type StepMeasures = { loss: number; gradientNorm: number } & { [Name in StepMetric]?: number };

/**
 * Hears what a part of a step took: `upload`, `forward-backward`, `optimiser`. A GPU's ops return before they are done:
 * its time counts where something waits for it.
 */
export type OnStage = (stage: string, seconds: number, bytes?: number) => void;

/** A model in training: one optimiser's step after another, none of which reads anything back from the device. */
export class Trainer {
  readonly model: Model;
  /** The parameters that the objective reaches. */
  readonly trained: readonly Variable[];
  readonly #spec: TrainerSpec;
  readonly #objective: Objective;
  readonly #groups: readonly BatchGroup[];
  readonly #values: Record<string, number>;
  readonly #companions: Companions;
  readonly #backpropagation: Backpropagation;
  readonly #optimiser: Optimiser;
  readonly #onStage: OnStage | undefined;

  /** @throws INVALID_FIELD where the objective compares projections and the model makes none */
  constructor(model: Model, spec: TrainerSpec, onStage?: OnStage) {
    const { objective, values } = objectiveOf(spec.objective);
    this.model = model;
    this.#spec = spec;
    this.#objective = objective;
    this.#groups = spec.groups ?? [{ views: objective.views, size: model.network.size, isLocal: false }];
    if (this.#usesHead && !model.head)
      throw invalidField('head', 'none', 'must be there for an objective that compares projections');
    this.#values = values;
    this.#onStage = onStage;
    const { seed = 0, initialisation = 'INITIALISATION_PYTORCH', frozen = 0 } = spec;
    this.#companions = new Companions(model, objective, { values, seed, initialisation });
    const { normalisation = centred, chunk } = spec;
    this.#backpropagation = new Backpropagation({
      ...{ model, objective, values, normalisation, chunk, frozen },
      usesHead: this.#usesHead,
      companions: this.#companions,
      groups: this.#groups,
      timed: (...stage) => this.#timed(...stage),
    });
    // The notebook's loss never reaches the head, which PyTorch's optimiser then leaves alone.
    const head = this.#usesHead ? (model.head?.parameters ?? []) : [];
    this.trained = [...this.#backpropagation.trained, ...head, ...(this.#companions.predictor?.parameters ?? [])];
    this.#optimiser = new Optimiser(this.trained, spec.optimiser);
  }

  /** What a measured step says beside the loss and the gradients' norm, in that order. */
  get metrics(): readonly StepMetric[] {
    return this.#objective.metrics;
  }

  /** Steps done. */
  get steps(): number {
    return this.#optimiser.step;
  }

  /**
   * One step on one batch.
   *
   * @param measured whether to say more than whether all is well
   * @returns what was so before the step, as a vector for the caller to read and dispose of when it pleases: the loss, the
   *   gradients' norm, and where `measured` the objective's `metrics`
   */
  step(batch: Batch, measured = false): Tensor {
    const rate = this.#rate(this.steps);
    return scope(() => {
      const { loss, gradients, measures, kept } = this.gradients(batch, measured);
      return this.#timed('optimiser', () => {
        const norm = gradientNorm(gradients);
        this.#optimiser.apply(gradients, rate, norm);
        this.#companions.keep(kept);
        this.#follow();
        return pack([loss, norm, ...measures]);
      });
    });
  }

  /** The learning rate of the last step; before the first, of the first. */
  get learningRate(): number {
    return this.#optimiser.learningRate * this.#rate(Math.max(0, this.steps - 1));
  }

  #rate(step: number): number {
    return rateAt(this.#spec.schedule ?? { constant: {} }, step);
  }

  /** What a batch says before a step, for the caller to dispose of. */
  gradients(batch: Batch, measured = false): Gradients {
    return this.#backpropagation.gradients(batch, this.steps, measured);
  }

  /** How many views a batch has. */
  viewsIn(batch: Batch): number {
    return imagesIn(batch, this.#groups) * countViews(this.#groups).views;
  }

  /** Whether the objective compares what lies behind the head. */
  get #usesHead(): boolean {
    return this.#objective.rows.some((rows) => rows !== 'features');
  }

  /** Lets the target follow the model, once that has made a step. */
  #follow(): void {
    const { steps = Number.POSITIVE_INFINITY } = this.#spec.schedule ?? {};
    const momentum = this.#objective.targetMomentum?.(this.#values, Math.min(1, this.steps / steps));
    if (momentum !== undefined) this.#companions.follow(momentum);
  }

  #timed<Result>(stage: string, work: () => Result, bytes?: number): Result {
    const began = performance.now();
    const result = work();
    this.#onStage?.(stage, (performance.now() - began) / 1000, bytes);
    return result;
  }

  /** Everything that the next step depends on: parameters, running means, predictor and target, moments, and the number of steps. */
  state(): State {
    return { ...stateOf(this.model.variables), ...this.#companions.state(), ...this.#optimiser.state() };
  }

  /** Goes on from a `state()`, to the bit. */
  restore(state: State): void {
    restoreVariables(this.model.variables, state);
    this.#companions.restore(state);
    this.#optimiser.restore(state);
  }

  /** Gives back the memory of all but the model, which is its maker's. */
  dispose(): void {
    this.#companions.dispose();
    this.#optimiser.dispose();
  }
}
