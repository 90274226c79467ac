// Original file: proto/parallax/v1/probe.proto

import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from '../../parallax/v1/JobStatus.js';
import type { ProbeSpecInput as _parallax_v1_ProbeSpecInput, ProbeSpec as _parallax_v1_ProbeSpec } from '../../parallax/v1/ProbeSpec.js';
import type { ProbeResultInput as _parallax_v1_ProbeResultInput, ProbeResult as _parallax_v1_ProbeResult } from '../../parallax/v1/ProbeResult.js';

export interface ProbeJobInput {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatusInput | null);
  'spec'?: (_parallax_v1_ProbeSpecInput | null);
  'result'?: (_parallax_v1_ProbeResultInput | null);
}

export interface ProbeJob {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatus);
  'spec'?: (_parallax_v1_ProbeSpec);
  'result'?: (_parallax_v1_ProbeResult);
}
