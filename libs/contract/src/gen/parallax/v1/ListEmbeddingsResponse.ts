// Original file: proto/parallax/v1/embedding.proto

import type { EmbeddingJobInput as _parallax_v1_EmbeddingJobInput, EmbeddingJob as _parallax_v1_EmbeddingJob } from '../../parallax/v1/EmbeddingJob.js';

export interface ListEmbeddingsResponseInput {
  'jobs'?: (_parallax_v1_EmbeddingJobInput)[];
  'nextPageToken'?: (string);
}

export interface ListEmbeddingsResponse {
  'jobs': (_parallax_v1_EmbeddingJob)[];
  'nextPageToken'?: (string);
}
