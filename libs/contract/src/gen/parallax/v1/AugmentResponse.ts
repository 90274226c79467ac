// Original file: proto/parallax/v1/augmentation.proto

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';

export interface AugmentResponseInput {
  'blob'?: (_parallax_v1_BlobRefInput | null);
  'reused'?: (boolean);
  'renderSeconds'?: (number | string);
  'storeSeconds'?: (number | string);
}

export interface AugmentResponse {
  'blob'?: (_parallax_v1_BlobRef);
  'reused'?: (boolean);
  'renderSeconds'?: (number);
  'storeSeconds'?: (number);
}
