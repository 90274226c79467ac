// Original file: proto/parallax/v1/embedding_service.proto

import type { VectorsInput as _parallax_v1_VectorsInput, Vectors as _parallax_v1_Vectors } from '../../parallax/v1/Vectors.js';

export interface EmbedResponseInput {
  'embeddings'?: (_parallax_v1_VectorsInput)[];
}

export interface EmbedResponse {
  'embeddings': (_parallax_v1_Vectors)[];
}
