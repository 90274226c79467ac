import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { TrainingJobInput, TrainingResult } from '@parallax/contract';
import { type JobRecord, jobStatus } from '@parallax/jobs';

/** A job's record as the API shows it, with a URL for whoever wants the encoder. */
export function trainingMessage(store: BlobStore) {
  return async (record: JobRecord): Promise<TrainingJobInput> => {
    const { id, spec, result } = record as JobRecord<object, TrainingResult>;
    const job = { id, spec, status: jobStatus(record) };
    if (!result?.encoder) return job;
    const blob = result.encoder.blob as BlobRef;
    const url = await store.presignedGet(blob.key);
    return { ...job, result: { ...result, encoder: { ...result.encoder, blob: { ...blob, url } } } };
  };
}
