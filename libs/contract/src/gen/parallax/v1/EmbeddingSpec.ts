// Original file: proto/parallax/v1/embedding.proto

import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from '../../parallax/v1/EncoderRef.js';
import type { ShardInput as _parallax_v1_ShardInput, Shard as _parallax_v1_Shard } from '../../parallax/v1/Shard.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from '../../parallax/v1/DatasetRef.js';
import type { PrecisionInput as _parallax_v1_PrecisionInput, Precision as _parallax_v1_Precision } from '../../parallax/v1/Precision.js';
import type { Long } from '@grpc/proto-loader';

export interface EmbeddingSpecInput {
  'encoder'?: (_parallax_v1_EncoderRefInput | null);
  'split'?: (string);
  'images'?: (number | string | Long);
  'shard'?: (_parallax_v1_ShardInput | null);
  'dataset'?: (_parallax_v1_DatasetRefInput | null);
  'precision'?: (_parallax_v1_PrecisionInput);
  '_split'?: "split";
  '_images'?: "images";
  '_shard'?: "shard";
  '_precision'?: "precision";
}

export interface EmbeddingSpec {
  'encoder'?: (_parallax_v1_EncoderRef);
  'split'?: (string);
  'images'?: (number);
  'shard'?: (_parallax_v1_Shard);
  'dataset'?: (_parallax_v1_DatasetRef);
  'precision'?: (_parallax_v1_Precision);
}
