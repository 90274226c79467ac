// Original file: proto/parallax/v1/probe_service.proto

import type { ProbeSpecInput as _parallax_v1_ProbeSpecInput, ProbeSpec as _parallax_v1_ProbeSpec } from '../../parallax/v1/ProbeSpec.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from '../../parallax/v1/JobOptions.js';

export interface StartProbeRequestInput {
  'spec'?: (_parallax_v1_ProbeSpecInput | null);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptionsInput | null);
}

export interface StartProbeRequest {
  'spec'?: (_parallax_v1_ProbeSpec);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptions);
}
