// Original file: proto/parallax/v1/probe.proto

import type { ProbeJobInput as _parallax_v1_ProbeJobInput, ProbeJob as _parallax_v1_ProbeJob } from '../../parallax/v1/ProbeJob.js';

export interface WatchProbeResponseInput {
  'job'?: (_parallax_v1_ProbeJobInput | null);
}

export interface WatchProbeResponse {
  'job'?: (_parallax_v1_ProbeJob);
}
