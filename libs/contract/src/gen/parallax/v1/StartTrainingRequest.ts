// Original file: proto/parallax/v1/training.proto

import type { TrainingSpecInput as _parallax_v1_TrainingSpecInput, TrainingSpec as _parallax_v1_TrainingSpec } from '../../parallax/v1/TrainingSpec.js';

export interface StartTrainingRequestInput {
  'spec'?: (_parallax_v1_TrainingSpecInput | null);
  'experiment'?: (string);
  'requestId'?: (string);
}

export interface StartTrainingRequest {
  'spec'?: (_parallax_v1_TrainingSpec);
  'experiment'?: (string);
  'requestId'?: (string);
}
