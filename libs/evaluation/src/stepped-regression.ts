import { setImmediate as breathe } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { type Linear, Optimiser, rateAt } from '@parallax/learning';
import { learn } from './classification.js';
import { type Moments, standardise } from './moments.js';
import type { Watch } from './pieces.js';
import { courseOf, type RowsTask, type Steps } from './probes/probe.js';
import { type Shuffled, shuffled } from './shuffled.js';
import { disposeOf, newRegression } from './softmax-regression.js';

/** How regressions are trained by steps. */
export interface SteppedOptions extends Pick<Steps, 'schedule'> {
  epochs: number;
  /** The last, smaller batch of an epoch is kept. */
  batch: number;
  /** One for each regression: all learn from the same batches. */
  optimisers: readonly Steps['optimiser'][];
  /** Rows that are left out, 1 each. */
  leftOut?: Uint8Array;
}

/**
 * Regressions on standardised rows, one for each optimiser. One whose optimiser leaves the finite is given up, and undefined.
 *
 * @throws LOSS_NOT_FINITE where all do
 */
export async function trainBySteps(
  task: RowsTask,
  moments: Moments,
  options: SteppedOptions,
  watch: Watch,
): Promise<(Linear | undefined)[]> {
  const learners = options.optimisers.map((spec): Learner => {
    const layer = newRegression(task.classes, task.train.width);
    return { layer, optimiser: new Optimiser(layer.parameters, spec), lost: undefined };
  });
  let isWhole = false;
  try {
    for await (const { data, rows, rate } of batches(task, options, watch)) {
      const labels = rows.map((row) => task.trainLabels[row] as number);
      const standardised = standardise(data, moments);
      for (const learner of learners) step(learner, standardised, labels, rate);
      const [first] = learners;
      if (first && learners.every(({ lost }) => lost)) throw first.lost;
    }
    isWhole = true;
    return learners.map(({ layer, lost }) => (lost ? undefined : layer));
  } finally {
    for (const { layer, optimiser, lost } of learners) {
      optimiser.dispose();
      if (lost || !isWhole) disposeOf(layer);
    }
  }
}

interface Learner {
  layer: Linear;
  optimiser: Optimiser;
  lost: ParallaxError | undefined;
}

function step(learner: Learner, rows: Float32Array, labels: Int32Array, rate: number): void {
  if (learner.lost) return;
  try {
    learn(learner.layer, learner.optimiser, rows, labels, rate);
  } catch (thrown) {
    const error = ParallaxError.from(thrown);
    if (error.reason !== 'LOSS_NOT_FINITE') throw thrown;
    learner.lost = error;
  }
}

/** The rows of every step of every epoch, and what the learning rate is multiplied by. */
async function* batches(
  { train, seed }: RowsTask,
  { epochs, batch, schedule, leftOut }: SteppedOptions,
  { report, signal }: Watch,
): AsyncGenerator<Shuffled & { rate: number }> {
  const total = epochs * train.count;
  const course = courseOf(schedule, total);
  let done = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for await (const rows of shuffled(train, { batch, seed, epoch })) {
      signal?.throwIfAborted();
      const kept = leftOut ? without(rows, leftOut, train.width) : rows;
      if (kept.rows.length > 0) yield { ...kept, rate: rateAt(course, done) };
      done += rows.rows.length;
      report?.({ done, total, unit: 'images' });
      await breathe();
    }
  }
}

function without({ data, rows }: Shuffled, leftOut: Uint8Array, width: number): Shuffled {
  const places = Int32Array.from(rows.keys()).filter((place) => leftOut[rows[place] as number] === 0);
  const kept = new Float32Array(places.length * width);
  for (const [at, place] of places.entries()) kept.set(data.subarray(place * width, (place + 1) * width), at * width);
  return { data: kept, rows: places.map((place) => rows[place] as number) };
}
