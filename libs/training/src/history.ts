import { invalidField, ParallaxError } from '@parallax/errors';
import type { Tensor } from '@parallax/tensors';
import type { State } from './state.js';
import type { StepMeasures } from './trainer.js';

/** What was read of the steps since the last reading. */
export interface Reading {
  /** Of the last one; NaN where there was none. */
  loss: number;
  /** Of those that were measured, the last one's, but for the loss: its mean over all. */
  measures: StepMeasures | undefined;
}

/** The losses of a training: those not read back yet, those of the running epoch, and the means of the ended ones. */
export class History {
  readonly #stepsPerEpoch: number;
  #unread: Tensor[] = [];
  #running: number[] = [];
  #means: number[] = [];

  constructor(stepsPerEpoch: number) {
    this.#stepsPerEpoch = stepsPerEpoch;
  }

  /** Mean loss of each ended epoch, over its steps. */
  get epochs(): readonly number[] {
    return this.#means;
  }

  /** Takes what a step returned, to be read later and disposed of. */
  add(step: Tensor): void {
    this.#unread.push(step);
  }

  /**
   * Reads what was added.
   *
   * @throws LOSS_NOT_FINITE that names the first step whose loss is NaN or infinite
   */
  read(): Reading {
    const steps: Float32Array[] = [];
    while (this.#unread.length > 0) {
      const step = this.#unread.shift() as Tensor;
      const values = step.data() as Float32Array;
      step.dispose();
      const loss = values[0] as number;
      if (!Number.isFinite(loss)) throw this.#notFinite(loss);
      this.#take(loss);
      steps.push(values);
    }
    return { loss: steps.at(-1)?.[0] ?? Number.NaN, measures: measuresOf(steps) };
  }

  #take(loss: number): void {
    this.#running.push(loss);
    if (this.#running.length < this.#stepsPerEpoch) return;
    // Rounded at once, so that a mean is the same whether or not it has been through a checkpoint.
    this.#means.push(Math.fround(this.#running.reduce((a, b) => a + b) / this.#running.length));
    this.#running = [];
  }

  #notFinite(loss: number): ParallaxError {
    const epoch = this.#means.length + 1;
    const step = this.#means.length * this.#stepsPerEpoch + this.#running.length + 1;
    return new ParallaxError('LOSS_NOT_FINITE', `the loss is ${loss} at step ${step}, in epoch ${epoch}`, {
      metadata: { step: String(step), epoch: String(epoch), loss: String(loss) },
    });
  }

  /** What has been read, as tensors of a checkpoint. */
  state(): State {
    return { 'losses.running': vector(this.#running), 'losses.epochs': vector(this.#means) };
  }

  restore(state: State): void {
    this.#running = list(state, 'losses.running');
    this.#means = list(state, 'losses.epochs');
  }

  dispose(): void {
    for (const step of this.#unread) step.dispose();
    this.#unread = [];
  }
}

function measuresOf(steps: readonly Float32Array[]): StepMeasures | undefined {
  const measured = steps.findLast((step) => step.length > 1);
  if (!measured) return undefined;
  const loss = steps.reduce((sum, [each = 0]) => sum + each, 0) / steps.length;
  const [, gradientNorm = 0, featureStd = 0, contrastiveTop1] = measured;
  const own = { loss, gradientNorm, featureStd };
  return contrastiveTop1 === undefined ? own : { ...own, contrastiveTop1 };
}

function vector(values: readonly number[]): State[string] {
  return { dtype: 'F32', shape: [values.length], data: Float32Array.from(values) };
}

function list(state: State, name: string): number[] {
  const found = state[name];
  if (!found) throw invalidField(`checkpoint.${name}`, 'missing', 'must be there');
  return Array.from(found.data);
}
