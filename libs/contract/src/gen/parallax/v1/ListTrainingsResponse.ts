// Original file: proto/parallax/v1/training.proto

import type { TrainingJobInput as _parallax_v1_TrainingJobInput, TrainingJob as _parallax_v1_TrainingJob } from '../../parallax/v1/TrainingJob.js';

export interface ListTrainingsResponseInput {
  'jobs'?: (_parallax_v1_TrainingJobInput)[];
  'nextPageToken'?: (string);
}

export interface ListTrainingsResponse {
  'jobs': (_parallax_v1_TrainingJob)[];
  'nextPageToken'?: (string);
}
