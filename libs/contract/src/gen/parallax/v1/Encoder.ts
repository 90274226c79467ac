// Original file: proto/parallax/v1/encoder.proto

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { Long } from '@grpc/proto-loader';

export interface EncoderInput {
  'blob'?: (_parallax_v1_BlobRefInput | null);
  'parameters'?: (number | string | Long);
  'channels'?: (number)[];
  'features'?: (number);
  'projections'?: (number);
}

export interface Encoder {
  'blob'?: (_parallax_v1_BlobRef);
  'parameters'?: (number);
  'channels': (number)[];
  'features'?: (number);
  'projections'?: (number);
}
