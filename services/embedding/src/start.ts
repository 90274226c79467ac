import type { BlobStore } from '@parallax/blobs';
import type { StartEmbeddingRequest, StartEmbeddingResponseInput } from '@parallax/contract';
import type { Jobs } from '@parallax/jobs';
import { encoderBlob, selectImages } from '@parallax/reader';
import type { Call, Client } from '@parallax/rpc';
import { resolveEmbedding } from '@parallax/specs';
import { embeddingMessage } from './message.js';

/** Checks the spec, and starts a job that waits for its encoder's training where that has not ended. */
export function startEmbedding(jobs: Jobs, store: BlobStore, augmentation: Client<'AugmentationService'>) {
  const message = embeddingMessage(store);
  return async (request: StartEmbeddingRequest, { signal }: Call): Promise<StartEmbeddingResponseInput> => {
    const spec = resolveEmbedding(request.spec);
    await selectImages(augmentation, spec, signal);
    const { training, sha256 } = spec.encoder;
    if (sha256 !== undefined) await encoderBlob(sha256, store, signal);
    const job = await jobs.start({
      kind: 'embedding',
      spec,
      dependsOn: training === undefined ? [] : [training],
      experiment: request.experiment,
      requestId: request.requestId,
    });
    return { job: await message(job) };
  };
}
