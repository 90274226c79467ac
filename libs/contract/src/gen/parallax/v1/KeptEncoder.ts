// Original file: proto/parallax/v1/training.proto

import type { OnlineMeasureInput as _parallax_v1_OnlineMeasureInput, OnlineMeasure as _parallax_v1_OnlineMeasure } from '../../parallax/v1/OnlineMeasure.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';

export interface KeptEncoderInput {
  'epoch'?: (number);
  'best'?: (_parallax_v1_OnlineMeasureInput);
  'value'?: (number | string);
  'encoder'?: (_parallax_v1_BlobRefInput | null);
  '_value'?: "value";
}

export interface KeptEncoder {
  'epoch'?: (number);
  'best'?: (_parallax_v1_OnlineMeasure);
  'value'?: (number);
  'encoder'?: (_parallax_v1_BlobRef);
}
