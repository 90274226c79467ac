// Original file: proto/parallax/v1/probe.proto

import type { ProbeSpecInput as _parallax_v1_ProbeSpecInput, ProbeSpec as _parallax_v1_ProbeSpec } from '../../parallax/v1/ProbeSpec.js';

export interface StartProbeRequestInput {
  'spec'?: (_parallax_v1_ProbeSpecInput | null);
  'experiment'?: (string);
  'requestId'?: (string);
}

export interface StartProbeRequest {
  'spec'?: (_parallax_v1_ProbeSpec);
  'experiment'?: (string);
  'requestId'?: (string);
}
