import type { StartTrainingRequest } from '@parallax/contract';
import { newJobId, type Resolved, type StartContext } from '@parallax/jobs';
import { checkLineage, findArchitecture, pin, selectImages, type WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import {
  checkBatches,
  checkEncoderRef,
  checkMemory,
  type ResolvedTraining,
  resolveDatasetRef,
  resolveTraining,
  trainingMemory,
} from '@parallax/specs';
import { hasSamples } from './samples.js';

/** Fills in the preset, and checks the whole spec: by itself, with what there is to train on, and with what a worker has. */
export async function resolveTrainingRequest(
  request: StartTrainingRequest,
  { jobs, store, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedTraining>> {
  const { spec: asked = {}, requestId } = request;
  const { startFrom } = asked;
  if (startFrom !== undefined) checkEncoderRef('spec.start_from', startFrom);
  await checkLineage(jobs, requestId ? newJobId('training', requestId) : undefined, startFrom, signal);
  const network = startFrom && (await findArchitecture(startFrom, (id) => jobs.get(id), store, signal));
  const of = { dataset: resolveDatasetRef('spec.dataset', asked.dataset), split: 'train', images: asked.images };
  const { images, dataset } = await selectImages(augmentation, of, signal);
  const spec = resolveTraining(asked, { imageSize: Number(dataset.height), network });
  checkBatches(spec, images);
  checkMemory(trainingMemory(spec, images), new Settings().count('PARALLAX_WORKER_MEMORY'));
  const pinned = pin('spec.dataset', spec.dataset, dataset);
  return {
    kind: 'training',
    spec: { ...(hasSamples(dataset) ? spec : withoutDiagnostics(spec)), dataset: pinned.dataset },
    filledIn: pinned.filledIn,
    dependsOn: startFrom?.training === undefined ? [] : [startFrom.training],
  };
}

function withoutDiagnostics(training: ResolvedTraining): ResolvedTraining {
  return { ...training, diagnostics: { ...training.diagnostics, everyEpochs: 0 } };
}
