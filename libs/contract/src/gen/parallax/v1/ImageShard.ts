// Original file: proto/parallax/v1/dataset.proto

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { Long } from '@grpc/proto-loader';

export interface ImageShardInput {
  'count'?: (number | string | Long);
  'images'?: (_parallax_v1_BlobRefInput | null);
}

export interface ImageShard {
  'count'?: (number);
  'images'?: (_parallax_v1_BlobRef);
}
