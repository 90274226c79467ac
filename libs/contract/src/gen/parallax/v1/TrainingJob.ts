// Original file: proto/parallax/v1/training.proto

import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from '../../parallax/v1/JobStatus.js';
import type { TrainingSpecInput as _parallax_v1_TrainingSpecInput, TrainingSpec as _parallax_v1_TrainingSpec } from '../../parallax/v1/TrainingSpec.js';
import type { TrainingResultInput as _parallax_v1_TrainingResultInput, TrainingResult as _parallax_v1_TrainingResult } from '../../parallax/v1/TrainingResult.js';

export interface TrainingJobInput {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatusInput | null);
  'spec'?: (_parallax_v1_TrainingSpecInput | null);
  'result'?: (_parallax_v1_TrainingResultInput | null);
}

export interface TrainingJob {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatus);
  'spec'?: (_parallax_v1_TrainingSpec);
  'result'?: (_parallax_v1_TrainingResult);
}
