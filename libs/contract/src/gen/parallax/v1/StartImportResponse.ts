// Original file: proto/parallax/v1/augmentation.proto

import type { JobInput as _parallax_v1_JobInput, Job as _parallax_v1_Job } from '../../parallax/v1/Job.js';

export interface StartImportResponseInput {
  'job'?: (_parallax_v1_JobInput | null);
  'reused'?: (boolean);
}

export interface StartImportResponse {
  'job'?: (_parallax_v1_Job);
  'reused'?: (boolean);
}
