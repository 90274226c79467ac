import {
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

/** Every probe that is asked for, on features that stay the same. */
export async function evaluate(
  attempt: Attempt,
  labels: ClassLabels,
  subject: Subject,
  { train, test }: { train: FeatureRows; test: FeatureRows },
): Promise<Measured[]> {
  const { spec } = attempt.task.job;
  const { trainLabels } = labels;
  const classes = labels.classes.length;
  const rowsOf = (seed: number): RowsTask => ({ classes, seed, train, trainLabels, test });
  const batchesOf = (seed: number): BatchesTask => ({
    classes,
    seed,
    width: train.width,
    trainImages: train.count,
    trainBatches: (epoch, batch) => featureBatches(train, trainLabels, batch, seed, epoch),
    testBatches: () => rowBatches(test),
  });
  const evaluations: Measured[] = [];
  for (const { probe, values, seeds } of probesIn(spec, spec.seeds)) {
    if (probe.needs === 'images') continue;
    const run = (seed: number, watch: Watch) =>
      probe.needs === 'rows' ? probe.run(rowsOf(seed), values, watch) : probe.run(batchesOf(seed), values, watch);
    const found = measure(attempt, labels, subject, probe, (watch) => acrossSeeds(seeds, watch, run));
    evaluations.push(...(await found));
  }
  return evaluations;
}

/** Every probe that is asked for which changes the encoder. */
export async function evaluateImages(
  attempt: Attempt,
  labels: ClassLabels,
  subject: Subject,
  images: Omit<ImagesTask, 'classes' | 'seed' | 'trainLabels'>,
): Promise<Measured[]> {
  const { spec } = attempt.task.job;
  const task = { ...images, classes: labels.classes.length, trainLabels: labels.trainLabels };
  const evaluations: Measured[] = [];
  for (const { probe, values, seeds } of probesIn(spec, spec.seeds)) {
    if (probe.needs !== 'images') continue;
    const run = (seed: number, watch: Watch) => probe.run({ ...task, seed }, values, watch);
    const found = measure(attempt, labels, subject, probe, (watch) => acrossSeeds(seeds, watch, run));
    evaluations.push(...(await found));
  }
  return evaluations;
}
