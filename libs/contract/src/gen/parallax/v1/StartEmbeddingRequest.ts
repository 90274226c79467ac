// Original file: proto/parallax/v1/embedding.proto

import type { EmbeddingSpecInput as _parallax_v1_EmbeddingSpecInput, EmbeddingSpec as _parallax_v1_EmbeddingSpec } from '../../parallax/v1/EmbeddingSpec.js';

export interface StartEmbeddingRequestInput {
  'spec'?: (_parallax_v1_EmbeddingSpecInput | null);
  'experiment'?: (string);
  'requestId'?: (string);
}

export interface StartEmbeddingRequest {
  'spec'?: (_parallax_v1_EmbeddingSpec);
  'experiment'?: (string);
  'requestId'?: (string);
}
