// Original file: proto/parallax/v1/encoder.proto

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { NetworkInput as _parallax_v1_NetworkInput, Network as _parallax_v1_Network } from '../../parallax/v1/Network.js';
import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from '../../parallax/v1/Normalisation.js';
import type { PrecisionInput as _parallax_v1_PrecisionInput, Precision as _parallax_v1_Precision } from '../../parallax/v1/Precision.js';
import type { Long } from '@grpc/proto-loader';

export interface EncoderInput {
  'blob'?: (_parallax_v1_BlobRefInput | null);
  'parameters'?: (number | string | Long);
  'network'?: (_parallax_v1_NetworkInput | null);
  'features'?: (number);
  'projections'?: (number);
  'size'?: (number);
  'fit'?: (string);
  'normalisation'?: (_parallax_v1_NormalisationInput | null);
  'licence'?: (string);
  'origin'?: (string);
  'assumed'?: (boolean);
  'tensorsSha256'?: (string);
  'precision'?: (_parallax_v1_PrecisionInput);
}

export interface Encoder {
  'blob'?: (_parallax_v1_BlobRef);
  'parameters'?: (number);
  'network'?: (_parallax_v1_Network);
  'features'?: (number);
  'projections'?: (number);
  'size'?: (number);
  'fit'?: (string);
  'normalisation'?: (_parallax_v1_Normalisation);
  'licence'?: (string);
  'origin'?: (string);
  'assumed'?: (boolean);
  'tensorsSha256'?: (string);
  'precision'?: (_parallax_v1_Precision);
}
