import type { DatasetRef, Split } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import { Settings } from '@parallax/settings';
import { checkMemory, datasetLabel, type Probed, probeMemory, type ResolvedProbe } from '@parallax/specs';

/**
 * Holds a probe against what there is to probe: the start does, and the worker where an import was still to bring that.
 *
 * @throws INVALID_FIELD where a k is more than there are train images, or a worker would take too much memory
 */
export function checkProbed(spec: ResolvedProbe, probed: Probed): void {
  for (const [at, k] of (spec.knn?.k ?? []).entries()) {
    if (k <= probed.train) continue;
    throw invalidField(`spec.knn.k[${at}]`, k, `must be at most ${probed.train}, the images of the train split`);
  }
  checkMemory(probeMemory(spec, probed), new Settings().count('PARALLAX_WORKER_MEMORY'));
}

/**
 * @param of a split, or an embedding of its images
 * @throws NO_LABELS where the dataset has none
 */
export function checkLabelled(of: Pick<Split, 'labels'>, ref: DatasetRef): void {
  if (of.labels) return;
  const dataset = datasetLabel(ref);
  throw new ParallaxError('NO_LABELS', `a probe needs classes, and the dataset ${dataset} has no labels`, {
    metadata: { dataset },
  });
}
