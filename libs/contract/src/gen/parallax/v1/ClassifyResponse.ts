// Original file: proto/parallax/v1/embedding_service.proto

import type { ClassificationInput as _parallax_v1_ClassificationInput, Classification as _parallax_v1_Classification } from '../../parallax/v1/Classification.js';
import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from '../../parallax/v1/Encoder.js';

export interface ClassifyResponseInput {
  'classifications'?: (_parallax_v1_ClassificationInput)[];
  'encoder'?: (_parallax_v1_EncoderInput | null);
  'classifier'?: (string);
}

export interface ClassifyResponse {
  'classifications': (_parallax_v1_Classification)[];
  'encoder'?: (_parallax_v1_Encoder);
  'classifier'?: (string);
}
