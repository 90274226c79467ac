// Original file: proto/parallax/v1/embedding_service.proto

import type { EmbeddingSpecInput as _parallax_v1_EmbeddingSpecInput, EmbeddingSpec as _parallax_v1_EmbeddingSpec } from '../../parallax/v1/EmbeddingSpec.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from '../../parallax/v1/JobOptions.js';

export interface StartEmbeddingRequestInput {
  'spec'?: (_parallax_v1_EmbeddingSpecInput | null);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptionsInput | null);
}

export interface StartEmbeddingRequest {
  'spec'?: (_parallax_v1_EmbeddingSpec);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptions);
}
