// Original file: proto/parallax/v1/embedding_service.proto

import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from '../../parallax/v1/EncoderRef.js';

export interface GetEncoderRequestInput {
  'encoder'?: (_parallax_v1_EncoderRefInput | null);
}

export interface GetEncoderRequest {
  'encoder'?: (_parallax_v1_EncoderRef);
}
