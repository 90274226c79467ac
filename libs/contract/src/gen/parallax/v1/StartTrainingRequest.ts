// Original file: proto/parallax/v1/training_service.proto

import type { TrainingSpecInput as _parallax_v1_TrainingSpecInput, TrainingSpec as _parallax_v1_TrainingSpec } from '../../parallax/v1/TrainingSpec.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from '../../parallax/v1/JobOptions.js';

export interface StartTrainingRequestInput {
  'spec'?: (_parallax_v1_TrainingSpecInput | null);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptionsInput | null);
}

export interface StartTrainingRequest {
  'spec'?: (_parallax_v1_TrainingSpec);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptions);
}
