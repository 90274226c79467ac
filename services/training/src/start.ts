import type { BlobStore } from '@parallax/blobs';
import type { StartTrainingRequest, StartTrainingResponseInput } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Jobs } from '@parallax/jobs';
import { encoderBlob, selectImages } from '@parallax/reader';
import type { Call, Client } from '@parallax/rpc';
import { resolveTraining } from '@parallax/specs';
import { trainingMessage } from './message.js';

/** Fills in the preset, checks the whole spec, and starts the job. */
export function startTraining(jobs: Jobs, store: BlobStore, augmentation: Client<'AugmentationService'>) {
  const message = trainingMessage(store);
  return async (request: StartTrainingRequest, { signal }: Call): Promise<StartTrainingResponseInput> => {
    const spec = resolveTraining(request.spec);
    const { images } = await selectImages(augmentation, { ...spec, split: 'train' }, signal);
    if (spec.dropLast && images < spec.batch) {
      throw invalidField(
        'spec.batch',
        spec.batch,
        `must be at most ${images}, the images there are: no step would be left`,
      );
    }
    const { training, sha256 } = spec.startFrom ?? {};
    if (sha256 !== undefined) await encoderBlob(sha256, store, signal);
    const job = await jobs.start({
      kind: 'training',
      spec,
      dependsOn: training === undefined ? [] : [training],
      experiment: request.experiment,
      requestId: request.requestId,
    });
    return { job: await message(job) };
  };
}
