// Original file: proto/parallax/v1/embedding.proto

import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from '../../parallax/v1/EncoderRef.js';
import type { Long } from '@grpc/proto-loader';

export interface EmbeddingSpecInput {
  'encoder'?: (_parallax_v1_EncoderRefInput | null);
  'dataset'?: (string);
  'split'?: (string);
  'images'?: (number | string | Long);
  '_dataset'?: "dataset";
  '_split'?: "split";
  '_images'?: "images";
}

export interface EmbeddingSpec {
  'encoder'?: (_parallax_v1_EncoderRef);
  'dataset'?: (string);
  'split'?: (string);
  'images'?: (number);
}
