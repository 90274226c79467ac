import type { StartEmbeddingRequest } from '@parallax/contract';
import type { Resolved, StartContext } from '@parallax/jobs';
import { encoderBlob, selectImages, type WithAugmentation } from '@parallax/reader';
import { type ResolvedEmbedding, resolveEmbedding, shardOf } from '@parallax/specs';

/** Checks the spec of an embedding, which waits for its encoder's training where that has not ended. */
export async function embeddingOf(
  request: StartEmbeddingRequest,
  { store, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedEmbedding>> {
  const spec = resolveEmbedding(request.spec);
  const { images } = await selectImages(augmentation, spec, signal);
  shardOf(spec, images);
  const { training, sha256 } = spec.encoder;
  if (sha256 !== undefined) await encoderBlob(sha256, store, signal);
  return { kind: 'embedding', spec, dependsOn: training === undefined ? [] : [training] };
}
