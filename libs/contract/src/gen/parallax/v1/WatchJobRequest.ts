// Original file: proto/parallax/v1/job.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchJobRequestInput {
  'id'?: (string);
  'afterRevision'?: (number | string | Long);
}

export interface WatchJobRequest {
  'id'?: (string);
  'afterRevision'?: (number);
}
