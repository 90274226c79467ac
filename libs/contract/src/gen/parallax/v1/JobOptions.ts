// Original file: proto/parallax/v1/job_status.proto

import type { JobPriorityInput as _parallax_v1_JobPriorityInput, JobPriority as _parallax_v1_JobPriority } from '../../parallax/v1/JobPriority.js';
import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from '../../google/protobuf/Duration.js';

export interface JobOptionsInput {
  'priority'?: (_parallax_v1_JobPriorityInput);
  'maxAttempts'?: (number);
  'maxDuration'?: (_google_protobuf_DurationInput | null);
  '_priority'?: "priority";
  '_maxAttempts'?: "maxAttempts";
}

export interface JobOptions {
  'priority'?: (_parallax_v1_JobPriority);
  'maxAttempts'?: (number);
  'maxDuration'?: (_google_protobuf_Duration);
}
