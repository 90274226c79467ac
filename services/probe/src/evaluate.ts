import type { EvaluationInput } from '@parallax/contract';
import { type FeatureRows, knn, linearProbe, mlpProbe } from '@parallax/evaluation';
import type { Attempt } from './attempt.js';
import { featureBatches, rowBatches } from './batches.js';
import { type ClassLabels, measure, type Subject } from './measure.js';

/** Every probe that is asked for, on features that stay the same. */
export async function evaluate(
  attempt: Attempt,
  labels: ClassLabels,
  subject: Subject,
  features: { train: FeatureRows; test: FeatureRows },
): Promise<EvaluationInput[]> {
  const { knn: neighbours, linear, mlp, seed } = attempt.task.job.spec;
  const { classes, trainLabels } = labels;
  const { train, test } = features;
  const evaluations: EvaluationInput[] = [];
  if (neighbours) {
    const options = { ...features, classes, trainLabels, ...neighbours };
    const predict = measure(attempt, labels, subject, 'knn', async (watch) => {
      return (await knn({ ...options, ...watch })).predictions;
    });
    evaluations.push(await predict);
  }
  if (linear) {
    const options = { ...features, classes, trainLabels, ...linear, optimiser: linear.optimiser, seed };
    evaluations.push(
      await measure(attempt, labels, subject, 'linear', (watch) => linearProbe({ ...options, ...watch })),
    );
  }
  if (mlp) {
    const { epochs, batch } = mlp;
    const options = {
      width: train.width,
      classes,
      trainImages: trainLabels.length,
      trainBatches: (epoch: number) => featureBatches(train, trainLabels, batch, seed, epoch),
      testBatches: () => rowBatches(test),
      epochs,
      optimiser: mlp.optimiser,
      seed,
    };
    evaluations.push(await measure(attempt, labels, subject, 'mlp', (watch) => mlpProbe({ ...options, ...watch })));
  }
  return evaluations;
}
