// Original file: proto/parallax/v1/embedding_service.proto

import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from '../../parallax/v1/Encoder.js';

export interface ListEncodersResponseInput {
  'encoders'?: (_parallax_v1_EncoderInput)[];
  'nextPageToken'?: (string);
}

export interface ListEncodersResponse {
  'encoders': (_parallax_v1_Encoder)[];
  'nextPageToken'?: (string);
}
