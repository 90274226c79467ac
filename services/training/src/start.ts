import type { Architecture } from '@parallax/architecture';
import type { StartTrainingRequest } from '@parallax/contract';
import { newJobId, type Resolved, type StartContext } from '@parallax/jobs';
import { checkLineage, checkSize, findArchitecture, pin, selectImages, type WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import { checkBatches, checkMemory, type ResolvedTraining, resolveTraining, trainingMemory } from '@parallax/specs';
import { hasSamples } from './samples.js';

/** Fills in the preset, and checks the whole spec: by itself, with what there is to train on, and with what a worker has. */
export async function resolveTrainingRequest(
  request: StartTrainingRequest,
  { jobs, store, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedTraining>> {
  const asked = resolveTraining(request.spec);
  const { startFrom } = asked;
  const id = request.requestId ? newJobId('training', request.requestId) : undefined;
  await checkLineage(jobs, id, startFrom, signal);
  const spec = startFrom
    ? withNetwork(asked, await findArchitecture(startFrom, (id) => jobs.get(id), store, signal))
    : asked;
  const { images, dataset } = await selectImages(augmentation, { ...spec, split: 'train' }, signal);
  checkSize(spec.dataset, dataset, spec.recipe);
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

function withNetwork(training: ResolvedTraining, { channels, head }: Architecture): ResolvedTraining {
  return {
    ...training,
    encoder: { ...training.encoder, channels: [...channels] },
    head: { hidden: head.hidden, output: head.outputs },
  };
}
