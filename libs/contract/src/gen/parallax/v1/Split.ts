// Original file: proto/parallax/v1/dataset.proto

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { ImageShardInput as _parallax_v1_ImageShardInput, ImageShard as _parallax_v1_ImageShard } from '../../parallax/v1/ImageShard.js';
import type { Long } from '@grpc/proto-loader';

export interface SplitInput {
  'name'?: (string);
  'count'?: (number | string | Long);
  'labels'?: (_parallax_v1_BlobRefInput | null);
  'shards'?: (_parallax_v1_ImageShardInput)[];
  'names'?: (_parallax_v1_BlobRefInput | null);
}

export interface Split {
  'name'?: (string);
  'count'?: (number);
  'labels'?: (_parallax_v1_BlobRef);
  'shards': (_parallax_v1_ImageShard)[];
  'names'?: (_parallax_v1_BlobRef);
}
