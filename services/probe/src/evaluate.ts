import {
  type Answer,
  acrossSeeds,
  type BatchesTask,
  type FeatureRows,
  type ImagesTask,
  probesIn,
  type RowsTask,
  type Watch,
} from '@parallax/evaluation';
import type { Attempt } from './attempt.js';
import { featureBatches, rowBatches } from './batches.js';
import { type ClassLabels, type Measured, measure, type Subject } from './measure.js';

/** What a subject can be probed by, for each seed, by what probes need. */
export interface Tasks {
  rows?(seed: number): RowsTask;
  batches?(seed: number): BatchesTask;
  images?(seed: number): ImagesTask;
}

type Asked = ReturnType<typeof probesIn>[number];
type Run = (seed: number, watch: Watch) => AsyncIterable<Answer>;

/** Every probe that is asked for, of those that need what there is. */
export async function evaluate(
  attempt: Attempt,
  labels: ClassLabels,
  subject: Subject,
  tasks: Tasks,
): Promise<Measured[]> {
  const { spec } = attempt.task.job;
  const evaluations: Measured[] = [];
  for (const asked of probesIn(spec, spec.seeds)) {
    const run = runOf(asked, tasks);
    if (!run) continue;
    const found = measure(attempt, labels, subject, asked.probe, (watch) => acrossSeeds(asked.seeds, watch, run));
    evaluations.push(...(await found));
  }
  return evaluations;
}

function runOf({ probe, values }: Asked, { rows, batches, images }: Tasks): Run | undefined {
  switch (probe.needs) {
    case 'rows':
      return rows && ((seed, watch) => probe.run(rows(seed), values, watch));
    case 'batches':
      return batches && ((seed, watch) => probe.run(batches(seed), values, watch));
    case 'images':
      return images && ((seed, watch) => probe.run(images(seed), values, watch));
  }
}

/** What features that stay the same can be probed by. */
export function tasksOn(
  { train, test }: { train: FeatureRows; test: FeatureRows },
  { classes: { length: classes }, trainLabels }: ClassLabels,
): Tasks {
  return {
    rows: (seed) => ({ classes, seed, train, trainLabels, test }),
    batches: (seed) => ({
      classes,
      seed,
      width: train.width,
      trainImages: train.count,
      trainBatches: (epoch, batch) => featureBatches(train, trainLabels, batch, seed, epoch),
      testBatches: () => rowBatches(test),
    }),
  };
}
