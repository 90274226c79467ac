// Original file: proto/parallax/v1/training.proto

import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from '../../parallax/v1/Encoder.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from '../../parallax/v1/Stage.js';
import type { Long } from '@grpc/proto-loader';

export interface TrainingResultInput {
  'encoder'?: (_parallax_v1_EncoderInput | null);
  'steps'?: (number | string | Long);
  'views'?: (number | string | Long);
  'seconds'?: (number | string);
  'viewsPerSecond'?: (number | string);
  'losses'?: (number | string)[];
  'stages'?: (_parallax_v1_StageInput)[];
}

export interface TrainingResult {
  'encoder'?: (_parallax_v1_Encoder);
  'steps'?: (number);
  'views'?: (number);
  'seconds'?: (number);
  'viewsPerSecond'?: (number);
  'losses': (number)[];
  'stages': (_parallax_v1_Stage)[];
}
