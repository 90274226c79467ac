// Original file: proto/parallax/v1/embedding_service.proto

import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from '../../parallax/v1/Normalisation.js';
import type { GlobalPoolingInput as _parallax_v1_GlobalPoolingInput, GlobalPooling as _parallax_v1_GlobalPooling } from '../../parallax/v1/GlobalPooling.js';

export interface ImportEncoderRequestInput {
  'key'?: (string);
  'normalisation'?: (_parallax_v1_NormalisationInput | null);
  'size'?: (number);
  'fit'?: (string);
  'globalPooling'?: (_parallax_v1_GlobalPoolingInput);
  'licence'?: (string);
  'origin'?: (string);
  '_size'?: "size";
}

export interface ImportEncoderRequest {
  'key'?: (string);
  'normalisation'?: (_parallax_v1_Normalisation);
  'size'?: (number);
  'fit'?: (string);
  'globalPooling'?: (_parallax_v1_GlobalPooling);
  'licence'?: (string);
  'origin'?: (string);
}
