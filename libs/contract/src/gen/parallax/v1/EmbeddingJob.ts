// Original file: proto/parallax/v1/embedding.proto

import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from '../../parallax/v1/JobStatus.js';
import type { EmbeddingSpecInput as _parallax_v1_EmbeddingSpecInput, EmbeddingSpec as _parallax_v1_EmbeddingSpec } from '../../parallax/v1/EmbeddingSpec.js';
import type { EmbeddingResultInput as _parallax_v1_EmbeddingResultInput, EmbeddingResult as _parallax_v1_EmbeddingResult } from '../../parallax/v1/EmbeddingResult.js';

export interface EmbeddingJobInput {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatusInput | null);
  'spec'?: (_parallax_v1_EmbeddingSpecInput | null);
  'result'?: (_parallax_v1_EmbeddingResultInput | null);
}

export interface EmbeddingJob {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatus);
  'spec'?: (_parallax_v1_EmbeddingSpec);
  'result'?: (_parallax_v1_EmbeddingResult);
}
