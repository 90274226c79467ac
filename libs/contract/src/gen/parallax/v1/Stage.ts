// Original file: proto/parallax/v1/job_status.proto

import type { Long } from '@grpc/proto-loader';

export interface StageInput {
  'name'?: (string);
  'seconds'?: (number | string);
  'count'?: (number | string | Long);
  'bytes'?: (number | string | Long);
}

export interface Stage {
  'name'?: (string);
  'seconds'?: (number);
  'count'?: (number);
  'bytes'?: (number);
}
