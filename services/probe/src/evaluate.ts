import type { EvaluationInput } from '@parallax/contract';
import { type BatchesTask, type FeatureRows, type ImagesTask, probesIn, type RowsTask } from '@parallax/evaluation';
import type { Attempt } from './attempt.js';
import { featureBatches, rowBatches } from './batches.js';
import { type ClassLabels, measure, type Subject } from './measure.js';

/** Every probe that is asked for, on features that stay the same. */
export async function evaluate(
  attempt: Attempt,
  labels: ClassLabels,
  subject: Subject,
  { train, test }: { train: FeatureRows; test: FeatureRows },
): Promise<EvaluationInput[]> {
  const { spec } = attempt.task.job;
  const { trainLabels } = labels;
  const of = { classes: labels.classes.length, seed: spec.seed };
  const rows: RowsTask = { ...of, train, trainLabels, test };
  const batches: BatchesTask = {
    ...of,
    width: train.width,
    trainImages: train.count,
    trainBatches: (epoch, batch) => featureBatches(train, trainLabels, batch, spec.seed, epoch),
    testBatches: () => rowBatches(test),
  };
  const evaluations: EvaluationInput[] = [];
  for (const { probe, values } of probesIn(spec)) {
    if (probe.needs === 'images') continue;
    const found = measure(attempt, labels, subject, probe, (watch) =>
      probe.needs === 'rows' ? probe.run(rows, values, watch) : probe.run(batches, values, watch),
    );
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
): Promise<EvaluationInput[]> {
  const { spec } = attempt.task.job;
  const task: ImagesTask = {
    ...images,
    classes: labels.classes.length,
    seed: spec.seed,
    trainLabels: labels.trainLabels,
  };
  const evaluations: EvaluationInput[] = [];
  for (const { probe, values } of probesIn(spec)) {
    if (probe.needs !== 'images') continue;
    evaluations.push(...(await measure(attempt, labels, subject, probe, (watch) => probe.run(task, values, watch))));
  }
  return evaluations;
}
