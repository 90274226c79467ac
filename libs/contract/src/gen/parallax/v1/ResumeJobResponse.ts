// Original file: proto/parallax/v1/job.proto

import type { JobInput as _parallax_v1_JobInput, Job as _parallax_v1_Job } from '../../parallax/v1/Job.js';

export interface ResumeJobResponseInput {
  'job'?: (_parallax_v1_JobInput | null);
}

export interface ResumeJobResponse {
  'job'?: (_parallax_v1_Job);
}
