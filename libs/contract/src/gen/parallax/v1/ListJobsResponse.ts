// Original file: proto/parallax/v1/job.proto

import type { JobInput as _parallax_v1_JobInput, Job as _parallax_v1_Job } from '../../parallax/v1/Job.js';

export interface ListJobsResponseInput {
  'jobs'?: (_parallax_v1_JobInput)[];
  'nextPageToken'?: (string);
}

export interface ListJobsResponse {
  'jobs': (_parallax_v1_Job)[];
  'nextPageToken'?: (string);
}
