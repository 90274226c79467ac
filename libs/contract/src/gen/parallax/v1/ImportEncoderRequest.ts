// Original file: proto/parallax/v1/embedding_service.proto

import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from '../../parallax/v1/Normalisation.js';
import type { NetworkInput as _parallax_v1_NetworkInput, Network as _parallax_v1_Network } from '../../parallax/v1/Network.js';

export interface ImportEncoderRequestInput {
  'key'?: (string);
  'normalisation'?: (_parallax_v1_NormalisationInput | null);
  'size'?: (number);
  'fit'?: (string);
  'network'?: (_parallax_v1_NetworkInput | null);
  'licence'?: (string);
  'origin'?: (string);
  '_size'?: "size";
}

export interface ImportEncoderRequest {
  'key'?: (string);
  'normalisation'?: (_parallax_v1_Normalisation);
  'size'?: (number);
  'fit'?: (string);
  'network'?: (_parallax_v1_Network);
  'licence'?: (string);
  'origin'?: (string);
}
