// Original file: proto/parallax/v1/embedding.proto

import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from '../../parallax/v1/EncoderRef.js';
import type { ShardInput as _parallax_v1_ShardInput, Shard as _parallax_v1_Shard } from '../../parallax/v1/Shard.js';
import type { Long } from '@grpc/proto-loader';

export interface EmbeddingSpecInput {
  'encoder'?: (_parallax_v1_EncoderRefInput | null);
  'dataset'?: (string);
  'split'?: (string);
  'images'?: (number | string | Long);
  'shard'?: (_parallax_v1_ShardInput | null);
  '_dataset'?: "dataset";
  '_split'?: "split";
  '_images'?: "images";
  '_shard'?: "shard";
}

export interface EmbeddingSpec {
  'encoder'?: (_parallax_v1_EncoderRef);
  'dataset'?: (string);
  'split'?: (string);
  'images'?: (number);
  'shard'?: (_parallax_v1_Shard);
}
