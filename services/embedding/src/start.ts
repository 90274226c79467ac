import type { DatasetRef, StartEmbeddingRequest } from '@parallax/contract';
import type { Resolved, StartContext } from '@parallax/jobs';
import type { Network } from '@parallax/networks';
import { findNetwork, pendingImport, pin, selectImages, type WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import {
  checkEmbeddingBlob,
  checkMemory,
  embeddingMemory,
  isDatasetGiven,
  type ResolvedEmbedding,
  type ResolvedTraining,
  resolveEmbedding,
  shardOf,
} from '@parallax/specs';

/** Checks the spec of an embedding, which waits for its encoder's training, and its dataset's import, where these have not ended. */
export async function resolveEmbeddingRequest(
  request: StartEmbeddingRequest,
  { jobs, store, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedEmbedding>> {
  const asked = resolveEmbedding(request.spec);
  const spec = isDatasetGiven(request.spec?.dataset) ? asked : { ...asked, dataset: await datasetOf(asked, jobs) };
  const dependsOn = [spec.encoder.training, spec.dataset.import].filter((id) => id !== undefined);
  const pending = await pendingImport('spec.dataset', spec.dataset, jobs);
  const selected = pending ? undefined : await selectImages(augmentation, spec, signal);
  const network = await findNetwork(spec.encoder, (id) => jobs.get(id), store, signal);
  // How many images an import brings, the embedding's worker looks at.
  if (!selected) return { kind: 'embedding', spec, filledIn: [], dependsOn, refused: pending?.refused };
  const [start, end] = shardOf(spec, selected.images);
  checkImages(spec, network, end - start);
  const pinned = pin('spec.dataset', spec.dataset, selected.dataset);
  return { kind: 'embedding', spec: { ...spec, dataset: pinned.dataset }, filledIn: pinned.filledIn, dependsOn };
}

/**
 * Holds an embedding against what there is to embed: the start does, and the worker where an import was still to bring that.
 *
 * @param images of the embedding, or of its shard
 * @throws INVALID_FIELD where a worker would take too much memory, or the features are too many for one blob
 */
export function checkImages(spec: ResolvedEmbedding, network: Network, images: number): void {
  checkMemory(embeddingMemory(spec, network, images), new Settings().count('PARALLAX_WORKER_MEMORY'));
  checkEmbeddingBlob(spec, network, images);
}

/** The dataset of an embedding that names none: its encoder's own, where a training makes that. */
async function datasetOf({ encoder, dataset }: ResolvedEmbedding, jobs: StartContext['jobs']): Promise<DatasetRef> {
  if (encoder.training === undefined) return dataset;
  return ((await jobs.get(encoder.training)).spec as ResolvedTraining).dataset;
}
