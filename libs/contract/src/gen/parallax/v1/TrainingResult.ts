// Original file: proto/parallax/v1/training.proto

import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from '../../parallax/v1/Encoder.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from '../../parallax/v1/Stage.js';
import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from '../../parallax/v1/OnlineDiagnostics.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { KeptEncoderInput as _parallax_v1_KeptEncoderInput, KeptEncoder as _parallax_v1_KeptEncoder } from '../../parallax/v1/KeptEncoder.js';
import type { Long } from '@grpc/proto-loader';

export interface TrainingResultInput {
  'encoder'?: (_parallax_v1_EncoderInput | null);
  'steps'?: (number | string | Long);
  'views'?: (number | string | Long);
  'seconds'?: (number | string);
  'viewsPerSecond'?: (number | string);
  'losses'?: (number | string)[];
  'stages'?: (_parallax_v1_StageInput)[];
  'diagnostics'?: (_parallax_v1_OnlineDiagnosticsInput)[];
  'history'?: (_parallax_v1_BlobRefInput | null);
  'warning'?: (string);
  'state'?: (_parallax_v1_BlobRefInput | null);
  'kept'?: (_parallax_v1_KeptEncoderInput)[];
  'epochs'?: (number);
  'learningRate'?: (number | string);
  'continued'?: (string);
  'stopped'?: (string);
  'verdict'?: (string);
}

export interface TrainingResult {
  'encoder'?: (_parallax_v1_Encoder);
  'steps'?: (number);
  'views'?: (number);
  'seconds'?: (number);
  'viewsPerSecond'?: (number);
  'losses': (number)[];
  'stages': (_parallax_v1_Stage)[];
  'diagnostics': (_parallax_v1_OnlineDiagnostics)[];
  'history'?: (_parallax_v1_BlobRef);
  'warning'?: (string);
  'state'?: (_parallax_v1_BlobRef);
  'kept': (_parallax_v1_KeptEncoder)[];
  'epochs'?: (number);
  'learningRate'?: (number);
  'continued'?: (string);
  'stopped'?: (string);
  'verdict'?: (string);
}
