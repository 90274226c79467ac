import type { StartEmbeddingRequest } from '@parallax/contract';
import type { Resolved, StartContext } from '@parallax/jobs';
import { findArchitecture, pin, selectImages, type WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import { checkMemory, embeddingMemory, type ResolvedEmbedding, resolveEmbedding, shardOf } from '@parallax/specs';

/** Checks the spec of an embedding, which waits for its encoder's training where that has not ended. */
export async function resolveEmbeddingRequest(
  request: StartEmbeddingRequest,
  { jobs, store, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedEmbedding>> {
  const spec = resolveEmbedding(request.spec);
  const { images, dataset } = await selectImages(augmentation, spec, signal);
  const [start, end] = shardOf(spec, images);
  const network = await findArchitecture(spec.encoder, (id) => jobs.get(id), store, signal);
  checkMemory(embeddingMemory(spec, network, end - start), new Settings().count('PARALLAX_WORKER_MEMORY'));
  const { training } = spec.encoder;
  const pinned = pin('spec.dataset', spec.dataset, dataset);
  return {
    kind: 'embedding',
    spec: { ...spec, dataset: pinned.dataset },
    filledIn: pinned.filledIn,
    dependsOn: training === undefined ? [] : [training],
  };
}
