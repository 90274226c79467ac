// Original file: proto/parallax/v1/job.proto

import type { JobStateInput as _parallax_v1_JobStateInput, JobState as _parallax_v1_JobState } from '../../parallax/v1/JobState.js';

export interface ListJobsRequestInput {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'kind'?: (string);
  'experiment'?: (string);
  'state'?: (_parallax_v1_JobStateInput);
}

export interface ListJobsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'kind'?: (string);
  'experiment'?: (string);
  'state'?: (_parallax_v1_JobState);
}
