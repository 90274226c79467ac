import type { StartTrainingRequest } from '@parallax/contract';
import type { Resolved, StartContext } from '@parallax/jobs';
import { checkLineage, findNetwork, pendingImport, pin, selectImages, type WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import {
  checkBatches,
  checkSelection,
  checkStart,
  checkTrainingMemory,
  type ResolvedTraining,
  resolveContinuation,
  resolveDatasetRef,
  resolveTraining,
} from '@parallax/specs';
import { resolveContinued } from './continuation.js';
import { checkLabels, forDataset } from './samples.js';

/** Fills in the preset, and checks the whole spec: by itself, with what there is to train on, and with what a worker has. */
export async function resolveTrainingRequest(
  request: StartTrainingRequest,
  context: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedTraining>> {
  const { jobs, store, augmentation, signal } = context;
  const { spec: asked = {} } = request;
  const { startFrom } = asked;
  const continued = resolveContinuation(asked);
  if (continued) return resolveContinued(request, continued, context);
  checkStart(asked);
  await checkLineage(jobs, startFrom, signal);
  const network = startFrom && (await findNetwork(startFrom, (id) => jobs.get(id), store, signal));
  const ref = resolveDatasetRef('spec.dataset', asked.dataset);
  const pending = await pendingImport('spec.dataset', ref, jobs);
  const dependsOn = [startFrom?.training, ref.import].filter((id) => id !== undefined);
  const limit = new Settings().count('PARALLAX_WORKER_MEMORY');
  if (pending) {
    const spec = resolveTraining(asked, { imageSize: pending.size, network });
    // How many images there are is looked at once they are there.
    checkTrainingMemory(spec, asked.images ?? Number.MAX_SAFE_INTEGER, limit);
    const { refused } = pending;
    return { kind: 'training', spec: { ...spec, dataset: ref }, filledIn: [], dependsOn, refused };
  }
  const of = { dataset: ref, split: 'train', images: asked.images };
  const { images, dataset, split } = await selectImages(augmentation, of, signal);
  const spec = resolveTraining(asked, { imageSize: Number(dataset.height), statistics: dataset.statistics, network });
  checkBatches(spec, images);
  checkLabels(spec, split);
  checkTrainingMemory(spec, images, limit);
  const pinned = pin('spec.dataset', ref, dataset);
  const measured = forDataset(spec, dataset);
  checkSelection(measured);
  return {
    kind: 'training',
    spec: { ...measured, dataset: pinned.dataset },
    filledIn: pinned.filledIn,
    dependsOn,
  };
}
