import { invalidField } from '@parallax/errors';
import { centred, type Model, type Normalisation, normalise } from '@parallax/models';
import { type Objective, type ObjectiveSpec, objectiveOf, type StepMetric } from '@parallax/objectives';
import { add, pack, scope, type Tensor, type Variable } from '@parallax/tensors';
import { gradientNorm } from './clip.js';
import { Optimiser, type OptimiserSpec } from './optimiser.js';
import { rateAt, type Schedule } from './schedules/schedule.js';
import { restoreVariables, type State, stateOf } from './state.js';

export interface TrainerSpec {
  objective: ObjectiveSpec;
  optimiser: OptimiserSpec;
  /** Default constant. */
  schedule?: Schedule;
  /** Default pixels in [−1, 1]. */
  normalisation?: Normalisation;
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

interface Gradients {
  loss: Tensor;
  /** By each trained parameter. */
  gradients: Tensor[];
  /** What else is measured. */
  measures: Tensor[];
}

/** A model in training: one optimiser's step after another, none of which reads anything back from the device. */
export class Trainer {
  readonly model: Model;
  /** The parameters that the objective reaches. */
  readonly trained: readonly Variable[];
  readonly #spec: TrainerSpec;
  readonly #objective: Objective;
  readonly #values: Record<string, number>;
  readonly #optimiser: Optimiser;
  readonly #onStage: OnStage | undefined;

  /** @throws INVALID_FIELD where the objective compares projections and the model makes none */
  constructor(model: Model, spec: TrainerSpec, onStage?: OnStage) {
    const { objective, values } = objectiveOf(spec.objective);
    const usesHead = objective.rows.includes('projections');
    if (usesHead && !model.head)
      throw invalidField('head', 'none', 'must be there for an objective that compares projections');
    this.model = model;
    this.#spec = spec;
    this.#objective = objective;
    this.#values = values;
    this.#onStage = onStage;
    // The notebook's loss never reaches the head, which PyTorch's optimiser then leaves alone.
    this.trained = usesHead ? model.parameters : model.encoder.parameters;
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
   * @param views uint8 [images, views, size, size, 3], row by row: as many views of each image as the objective compares
   * @param measured whether to say more than whether all is well
   * @returns what was so before the step, as a vector for the caller to read and dispose of when it pleases: the loss, the
   *   gradients' norm, and where `measured` the objective's `metrics`
   */
  step(views: Uint8Array, measured = false): Tensor {
    const rate = this.#rate(this.steps);
    return scope(() => {
      const { loss, gradients, measures } = this.gradients(views, measured);
      return this.#timed('optimiser', () => {
        const norm = gradientNorm(gradients);
        this.#optimiser.apply(gradients, rate, norm);
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
  gradients(views: Uint8Array, measured = false): Gradients {
    const { normalisation = centred } = this.#spec;
    const upload = () => normalise(views, this.model.network.size, normalisation);
    return scope(() => {
      const pixels = this.#timed('upload', upload, views.length);
      return this.#timed('forward-backward', () => this.#gradients(pixels, measured));
    });
  }

  #gradients(pixels: Tensor, measured: boolean): Gradients {
    const { model } = this;
    const objective = this.#objective;
    const encoded = model.encoder.forward(pixels, 'training');
    const projected = objective.rows.includes('projections')
      ? model.head?.forward(encoded.output, 'training')
      : undefined;
    // Those that it takes are there.
    const rows = { features: encoded.output, projections: projected?.output as Tensor };
    const { loss, gradients, measure } = objective.compute(rows, this.#values);
    const head = projected?.backward(gradients.projections as Tensor);
    const encoder = encoded.backward(sum(gradients.features, head?.input));
    const found = measured ? measure() : {};
    return {
      loss,
      gradients: [...encoder.parameters, ...(head?.parameters ?? [])],
      measures: objective.metrics.flatMap((name) => found[name] ?? []),
    };
  }

  #timed<Result>(stage: string, work: () => Result, bytes?: number): Result {
    const began = performance.now();
    const result = work();
    this.#onStage?.(stage, (performance.now() - began) / 1000, bytes);
    return result;
  }

  /** Everything that the next step depends on: parameters, running means, moments, and the number of steps. */
  state(): State {
    return { ...stateOf(this.model.variables), ...this.#optimiser.state() };
  }

  /** Goes on from a `state()`, to the bit. */
  restore(state: State): void {
    restoreVariables(this.model.variables, state);
    this.#optimiser.restore(state);
  }

  /** Gives back the optimiser's memory; the model is its maker's. */
  dispose(): void {
    this.#optimiser.dispose();
  }
}

/** Of what reaches h by two ways, the objective's own and the head's. */
function sum(a: Tensor | undefined, b: Tensor | undefined): Tensor {
  return a && b ? add(a, b) : ((a ?? b) as Tensor);
}
