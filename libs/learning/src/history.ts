import { invalidField, ParallaxError } from '@parallax/errors';
import type { Tensor } from '@parallax/tensors';
import type { StepMetric } from './objectives/objective.js';
import type { State } from './state.js';
import type { StepMeasures } from './trainer.js';

/** What was read of the steps since the last reading. */
export interface Reading {
  /** Of the last one; NaN where there was none. */
  loss: number;
  /** Of those that were measured, the last one's, but for the loss: its mean over all. */
  measures: StepMeasures | undefined;
}

/** How the steps of a training follow each other. */
export interface Steps {
  epochs: number;
  stepsPerEpoch: number;
  /** The size of an epoch's last batch as a share of the others'. Default 1. */
  lastBatch?: number;
}

/** As many losses of steps as are kept: 4 MB. Of longer trainings it is every second, or third, or … step's. */
const mostSteps = 1_000_000;

/**
 * The losses of a training: those not read back yet, those of the running epoch, the means of the ended ones, and those of the
 * steps. It outlives the attempt, in a checkpoint.
 */
export class History {
  readonly #stepsPerEpoch: number;
  readonly #lastBatch: number;
  readonly #metrics: readonly StepMetric[];
  /** The loss of every so many-th step is kept, from the first on: 1 where all are. */
  readonly every: number;
  #unread: Tensor[] = [];
  #running: number[] = [];
  #means: number[] = [];
  #kept: number[] = [];

  /** @param metrics that a measured step says beside the loss and the gradients' norm, in that order */
  constructor({ epochs, stepsPerEpoch, lastBatch = 1 }: Steps, metrics: readonly StepMetric[] = []) {
    this.#metrics = metrics;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#lastBatch = lastBatch;
    this.every = Math.max(1, Math.ceil((epochs * stepsPerEpoch) / mostSteps));
  }

  /** Mean loss of each ended epoch, over its views. */
  get epochs(): readonly number[] {
    return this.#means;
  }

  /** The loss of each step that is kept; NaN where a checkpoint without them was gone on from. */
  get steps(): readonly number[] {
    return this.#kept;
  }

  /** Takes what a step returned, to be read later and disposed of. */
  add(step: Tensor): void {
    this.#unread.push(step);
  }

  /**
   * Reads what was added.
   *
   * @throws LOSS_NOT_FINITE that names the first step whose loss, or whose gradients' norm, is NaN or infinite
   */
  read(): Reading {
    const steps: Float32Array[] = [];
    while (this.#unread.length > 0) {
      const step = this.#unread.shift() as Tensor;
      const values = step.data() as Float32Array;
      step.dispose();
      const [loss, gradientNorm] = values as unknown as [number, number];
      if (!Number.isFinite(loss)) throw this.#notFinite('the loss is', loss);
      if (!Number.isFinite(gradientNorm)) throw this.#notFinite("the gradients' norm is", gradientNorm);
      this.#take(loss);
      steps.push(values);
    }
    return { loss: steps.at(-1)?.[0] ?? Number.NaN, measures: measuresOf(steps, this.#metrics) };
  }

  /** Steps whose loss has been read. */
  get #done(): number {
    return this.#means.length * this.#stepsPerEpoch + this.#running.length;
  }

  #take(loss: number): void {
    if (this.#done % this.every === 0) this.#kept.push(loss);
    this.#running.push(loss);
    if (this.#running.length < this.#stepsPerEpoch) return;
    // Each loss is a mean over its batch. Rounded at once, so that it is the same whether or not it has been through a checkpoint.
    const last = this.#running.pop() as number;
    const sum = this.#running.reduce((a, b) => a + b, 0) + last * this.#lastBatch;
    this.#means.push(Math.fround(sum / (this.#running.length + this.#lastBatch)));
    this.#running = [];
  }

  #notFinite(what: string, value: number): ParallaxError {
    const epoch = this.#means.length + 1;
    const step = this.#done + 1;
    return new ParallaxError('LOSS_NOT_FINITE', `${what} ${value} at step ${step}, in epoch ${epoch}`, {
      metadata: { step: String(step), epoch: String(epoch), value: String(value) },
    });
  }

  /** What has been read, as tensors of a checkpoint. */
  state(): State {
    return {
      'losses.running': vector(this.#running),
      'losses.epochs': vector(this.#means),
      'losses.steps': vector(this.#kept),
      'losses.every': { dtype: 'I32', shape: [1], data: Int32Array.of(this.every) },
    };
  }

  restore(state: State): void {
    this.#running = list(state, 'losses.running');
    this.#means = list(state, 'losses.epochs');
    const { data: kept = [] } = state['losses.steps'] ?? {};
    // A training that is made longer may keep those of fewer steps.
    const every = state['losses.every']?.data[0] ?? this.every;
    this.#kept = Array.from({ length: Math.ceil(this.#done / this.every) }, (_, at) => {
      const step = at * this.every;
      return (step % every === 0 ? kept[step / every] : undefined) ?? Number.NaN;
    });
  }

  dispose(): void {
    for (const step of this.#unread) step.dispose();
    this.#unread = [];
  }
}

/** Of the steps that were measured, which have more to say than the loss and the gradients' norm. */
function measuresOf(steps: readonly Float32Array[], metrics: readonly StepMetric[]): StepMeasures | undefined {
  const measured = steps.findLast((step) => step.length > 2);
  if (!measured) return undefined;
  const loss = steps.reduce((sum, [each = 0]) => sum + each, 0) / steps.length;
  const [, gradientNorm = 0, ...values] = measured;
  return { loss, gradientNorm, ...Object.fromEntries(metrics.map((name, at) => [name, values[at]])) };
}

function vector(values: readonly number[]): State[string] {
  return { dtype: 'F32', shape: [values.length], data: Float32Array.from(values) };
}

function list(state: State, name: string): number[] {
  const found = state[name];
  if (!found) throw invalidField(`checkpoint.${name}`, 'missing', 'must be there');
  return Array.from(found.data);
}

/** At most so many of the values, evenly spaced, the first and the last among them. */
export function spreadEvenly(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, at) => values[Math.round((at * (values.length - 1)) / (most - 1))] as number);
}
