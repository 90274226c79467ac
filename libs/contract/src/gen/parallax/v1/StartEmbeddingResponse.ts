// Original file: proto/parallax/v1/embedding_service.proto

import type { JobInput as _parallax_v1_JobInput, Job as _parallax_v1_Job } from '../../parallax/v1/Job.js';

export interface StartEmbeddingResponseInput {
  'job'?: (_parallax_v1_JobInput | null);
  'reused'?: (boolean);
}

export interface StartEmbeddingResponse {
  'job'?: (_parallax_v1_Job);
  'reused'?: (boolean);
}
