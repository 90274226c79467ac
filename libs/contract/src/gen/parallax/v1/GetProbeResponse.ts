// Original file: proto/parallax/v1/probe.proto

import type { ProbeJobInput as _parallax_v1_ProbeJobInput, ProbeJob as _parallax_v1_ProbeJob } from '../../parallax/v1/ProbeJob.js';

export interface GetProbeResponseInput {
  'job'?: (_parallax_v1_ProbeJobInput | null);
}

export interface GetProbeResponse {
  'job'?: (_parallax_v1_ProbeJob);
}
