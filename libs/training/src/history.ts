import { invalidField, ParallaxError } from '@parallax/errors';
import type { Tensor } from '@parallax/tensors';
import type { State } from './state.js';

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

  /** Takes a step's loss, to be read later and disposed of. */
  add(loss: Tensor): void {
    this.#unread.push(loss);
  }

  /**
   * Reads the losses that were added, and returns the last one.
   *
   * @throws LOSS_NOT_FINITE that names the first step whose loss is NaN or infinite
   */
  read(): number {
    let last = Number.NaN;
    while (this.#unread.length > 0) {
      const loss = this.#unread.shift() as Tensor;
      last = loss.data()[0] as number;
      loss.dispose();
      if (!Number.isFinite(last)) throw this.#notFinite(last);
      this.#take(last);
    }
    return last;
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
    for (const loss of this.#unread) loss.dispose();
    this.#unread = [];
  }
}

function vector(values: readonly number[]): State[string] {
  return { dtype: 'F32', shape: [values.length], data: Float32Array.from(values) };
}

function list(state: State, name: string): number[] {
  const found = state[name];
  if (!found) throw invalidField(`checkpoint.${name}`, 'missing', 'must be there');
  return Array.from(found.data);
}
