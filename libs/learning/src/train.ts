import { setImmediate } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import type { Batch } from './batch.js';
import { History, type Steps } from './history.js';
import type { State } from './state.js';
import type { StepMeasures, Trainer } from './trainer.js';

/** Steps between two reads of losses: few enough for a lively progress, many enough to cost nothing. */
const readEvery = 10;

/** The same in milliseconds, for slow steps: whoever hears nothing for minutes takes a training for dead. */
const readAfter = 5000;

export interface Progress {
  /** The epoch in which the last step was, counted from 1. */
  epoch: number;
  epochs: number;
  /** Steps done, and all steps, over all epochs. */
  step: number;
  steps: number;
  /** Of the last step. */
  loss: number;
  /** Mean over the views of each ended epoch. */
  epochLosses: readonly number[];
  /** Of the last step. */
  learningRate: number;
  /** Of the last step, but for the loss: its mean since the last progress. Only where `measured`. */
  measures: StepMeasures | undefined;
  /** Since this run began. */
  views: number;
  viewsPerSecond: number;
}

/** What is to follow an epoch. */
export interface AfterEpoch {
  /** A checkpoint, whatever `checkpointEvery` says. */
  save: boolean;
  /** The end, before all epochs are over. */
  stop: boolean;
}

export interface TrainOptions extends Steps {
  /** The batches of an epoch (counted from 0), as `Trainer.step` takes them, from the one at `first` on. */
  batches(epoch: number, first: number): AsyncIterable<Batch>;
  onProgress?(progress: Progress): void;
  /** Whether each step that is read is measured, for `Progress.measures`. What is trained stays the same. Default false. */
  measured?: boolean;
  /**
   * Called after each epoch (counted from 0) with the mean losses so far; the next one waits for it. Also, once more, for an epoch
   * that `from` has just ended: whoever was told then may have forgotten.
   */
  onEpoch?(epoch: number, losses: readonly number[]): Promise<AfterEpoch | undefined>;
  /** Steps between two checkpoints; default none. */
  checkpointEvery?: number;
  /** The next step waits for it. It is also called when `signal` aborts between two steps. */
  onCheckpoint?(state: State): Promise<void>;
  /** A checkpoint to go on from, to the bit. */
  from?: State;
  signal?: AbortSignal;
}

export interface Trained {
  /** Mean loss of each epoch, those before `from` included. */
  epochLosses: readonly number[];
  /** The loss of each step, or of every `lossEvery`-th from the first on, likewise; NaN where it is not known any more. */
  stepLosses: readonly number[];
  lossEvery: number;
  /** What `from` of a longer training takes. */
  state: State;
  /** Views and wall time of this run, without what came before `from`. */
  views: number;
  seconds: number;
}

/**
 * Runs a trainer through its epochs.
 *
 * @throws LOSS_NOT_FINITE that names the step, INTERNAL where an epoch brings another number of batches, and the
 *   signal's reason once it is aborted
 */
export async function train(trainer: Trainer, options: TrainOptions): Promise<Trained> {
  const { epochs, stepsPerEpoch, from } = options;
  const history = new History(options, trainer.metrics);
  if (from) {
    trainer.restore(from);
    history.restore(from);
  }
  const run = new Run(trainer, history, options);
  try {
    const first = Math.floor(trainer.steps / stepsPerEpoch);
    const isBetween = trainer.steps > 0 && trainer.steps % stepsPerEpoch === 0;
    let isOver = isBetween && (await run.end(first - 1));
    for (let epoch = first; epoch < epochs && !isOver; epoch++) isOver = await run.epoch(epoch);
  } finally {
    history.dispose();
  }
  const { epochs: epochLosses, steps: stepLosses, every: lossEvery } = history;
  const state = { ...trainer.state(), ...history.state() };
  return { epochLosses, stepLosses, lossEvery, state, views: run.views, seconds: run.seconds };
}

class Run {
  readonly #trainer: Trainer;
  readonly #history: History;
  readonly #options: TrainOptions;
  readonly #began = performance.now();
  #readAt = this.#began;
  /** The step whose state was saved last. */
  #saved: number;
  views = 0;

  constructor(trainer: Trainer, history: History, options: TrainOptions) {
    this.#trainer = trainer;
    this.#history = history;
    this.#options = options;
    this.#saved = trainer.steps;
  }

  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Returns whether the training ends with it. */
  async epoch(epoch: number): Promise<boolean> {
    const { signal, stepsPerEpoch } = this.#options;
    const end = (epoch + 1) * stepsPerEpoch;
    signal?.throwIfAborted();
    for await (const batch of this.#read(epoch, stepsPerEpoch - (end - this.#trainer.steps))) {
      if (signal?.aborted) await this.#checkpoint();
      signal?.throwIfAborted();
      await this.#step(batch, epoch);
    }
    if (this.#trainer.steps === end) return this.end(epoch);
    const message = `epoch ${epoch + 1} should end after step ${end}, and its batches ended after ${this.#trainer.steps}`;
    throw new ParallaxError('INTERNAL', message);
  }

  /**
   * The batches of an epoch, from a step of it on. Where no more of them can be had, what has been learned is saved first: whoever goes on does
   * so from there.
   */
  async *#read(epoch: number, from: number): AsyncGenerator<Batch> {
    try {
      yield* this.#options.batches(epoch, from);
    } catch (thrown) {
      if (this.#trainer.steps > this.#saved) await this.#checkpoint().catch(() => undefined);
      throw thrown;
    }
  }

  /** What follows an epoch. Returns whether the training ends with it. */
  async end(epoch: number): Promise<boolean> {
    const { save, stop } = (await this.#options.onEpoch?.(epoch, this.#history.epochs)) ?? { save: false, stop: false };
    if (save) await this.#checkpoint();
    return stop;
  }

  async #step(batch: Batch, epoch: number): Promise<void> {
    const { checkpointEvery = Infinity, measured = false, stepsPerEpoch } = this.#options;
    const trainer = this.#trainer;
    const began = performance.now();
    const step = trainer.steps + 1;
    const checkpoint = step % checkpointEvery === 0;
    const isLate = performance.now() - this.#readAt > readAfter;
    const read = checkpoint || isLate || step % readEvery === 0 || step % stepsPerEpoch === 0;
    this.#history.add(trainer.step(batch, measured && read));
    this.views += trainer.viewsIn(batch);
    if (read) this.#report(epoch);
    if (checkpoint) await this.#checkpoint();
    await breathe(performance.now() - began);
  }

  #report(epoch: number): void {
    const { epochs, onProgress, stepsPerEpoch } = this.#options;
    const { steps: step, learningRate } = this.#trainer;
    const reading = this.#history.read();
    this.#readAt = performance.now();
    const { epochs: epochLosses } = this.#history;
    const viewsPerSecond = this.views / this.seconds;
    const steps = epochs * stepsPerEpoch;
    const { views } = this;
    onProgress?.({
      epoch: epoch + 1,
      epochs,
      step,
      steps,
      ...reading,
      epochLosses,
      learningRate,
      views,
      viewsPerSecond,
    });
  }

  async #checkpoint(): Promise<void> {
    this.#history.read();
    await this.#options.onCheckpoint?.({ ...this.#trainer.state(), ...this.#history.state() });
    this.#saved = this.#trainer.steps;
  }
}

/** A turn of the event loop in which something was done takes longer, in milliseconds. */
const idleTurn = 0.1;

/**
 * A step blocks the event loop. After it, messages, timers and the views that are read meanwhile have their turns, until three in a row
 * had nothing to do, for at most a twentieth of what the step took.
 *
 * @param took milliseconds
 */
async function breathe(took: number): Promise<void> {
  const end = performance.now() + took / 20;
  for (let idle = 0; idle < 3; ) {
    const began = performance.now();
    await setImmediate();
    const now = performance.now();
    idle = now - began < idleTurn ? idle + 1 : 0;
    if (now > end) return;
  }
}
