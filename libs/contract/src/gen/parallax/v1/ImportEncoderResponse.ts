// Original file: proto/parallax/v1/embedding_service.proto

import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from '../../parallax/v1/Encoder.js';

export interface ImportEncoderResponseInput {
  'encoder'?: (_parallax_v1_EncoderInput | null);
  'notes'?: (string)[];
}

export interface ImportEncoderResponse {
  'encoder'?: (_parallax_v1_Encoder);
  'notes': (string)[];
}
