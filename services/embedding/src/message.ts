import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { EmbeddingJobInput, EmbeddingResult } from '@parallax/contract';
import { type JobRecord, jobStatus } from '@parallax/jobs';

/** A job's record as the API shows it, with URLs for whoever wants its blobs. */
export function embeddingMessage(store: BlobStore) {
  const withUrl = async (ref: BlobRef) => ({ ...ref, url: await store.presignedGet(ref.key) });
  return async (record: JobRecord): Promise<EmbeddingJobInput> => {
    const { id, spec, result } = record as JobRecord<object, EmbeddingResult>;
    const job = { id, spec, status: jobStatus(record) };
    if (!result) return job;
    const embeddings = await withUrl(result.embeddings as BlobRef);
    const labels = await withUrl(result.labels as BlobRef);
    return { ...job, result: { ...result, embeddings, labels } };
  };
}
