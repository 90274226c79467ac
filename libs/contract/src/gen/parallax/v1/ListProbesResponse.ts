// Original file: proto/parallax/v1/probe.proto

import type { ProbeJobInput as _parallax_v1_ProbeJobInput, ProbeJob as _parallax_v1_ProbeJob } from '../../parallax/v1/ProbeJob.js';

export interface ListProbesResponseInput {
  'jobs'?: (_parallax_v1_ProbeJobInput)[];
  'nextPageToken'?: (string);
}

export interface ListProbesResponse {
  'jobs': (_parallax_v1_ProbeJob)[];
  'nextPageToken'?: (string);
}
