// Original file: proto/parallax/v1/training.proto

import type { TrainingJobInput as _parallax_v1_TrainingJobInput, TrainingJob as _parallax_v1_TrainingJob } from '../../parallax/v1/TrainingJob.js';

export interface StartTrainingResponseInput {
  'job'?: (_parallax_v1_TrainingJobInput | null);
}

export interface StartTrainingResponse {
  'job'?: (_parallax_v1_TrainingJob);
}
