// Original file: proto/parallax/v1/job.proto

import type { JobInput as _parallax_v1_JobInput, Job as _parallax_v1_Job } from '../../parallax/v1/Job.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from '../../google/rpc/Status.js';

export interface ListJobsResponseInput {
  'jobs'?: (_parallax_v1_JobInput)[];
  'nextPageToken'?: (string);
  'unreadable'?: (_google_rpc_StatusInput)[];
}

export interface ListJobsResponse {
  'jobs': (_parallax_v1_Job)[];
  'nextPageToken'?: (string);
  'unreadable': (_google_rpc_Status)[];
}
