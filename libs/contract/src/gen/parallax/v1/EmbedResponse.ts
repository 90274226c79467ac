// Original file: proto/parallax/v1/embedding_service.proto

import type { VectorsInput as _parallax_v1_VectorsInput, Vectors as _parallax_v1_Vectors } from '../../parallax/v1/Vectors.js';
import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from '../../parallax/v1/Encoder.js';

export interface EmbedResponseInput {
  'embeddings'?: (_parallax_v1_VectorsInput)[];
  'encoder'?: (_parallax_v1_EncoderInput | null);
}

export interface EmbedResponse {
  'embeddings': (_parallax_v1_Vectors)[];
  'encoder'?: (_parallax_v1_Encoder);
}
