// Original file: proto/parallax/v1/embedding.proto

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from '../../parallax/v1/Encoder.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from '../../parallax/v1/Stage.js';
import type { Long } from '@grpc/proto-loader';

export interface EmbeddingResultInput {
  'embeddings'?: (_parallax_v1_BlobRefInput | null);
  'labels'?: (_parallax_v1_BlobRefInput | null);
  'encoder'?: (_parallax_v1_EncoderInput | null);
  'images'?: (number | string | Long);
  'seconds'?: (number | string);
  'stages'?: (_parallax_v1_StageInput)[];
  'start'?: (number | string | Long);
}

export interface EmbeddingResult {
  'embeddings'?: (_parallax_v1_BlobRef);
  'labels'?: (_parallax_v1_BlobRef);
  'encoder'?: (_parallax_v1_Encoder);
  'images'?: (number);
  'seconds'?: (number);
  'stages': (_parallax_v1_Stage)[];
  'start'?: (number);
}
