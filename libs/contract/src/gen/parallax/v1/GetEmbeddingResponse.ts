// Original file: proto/parallax/v1/embedding.proto

import type { EmbeddingJobInput as _parallax_v1_EmbeddingJobInput, EmbeddingJob as _parallax_v1_EmbeddingJob } from '../../parallax/v1/EmbeddingJob.js';

export interface GetEmbeddingResponseInput {
  'job'?: (_parallax_v1_EmbeddingJobInput | null);
}

export interface GetEmbeddingResponse {
  'job'?: (_parallax_v1_EmbeddingJob);
}
