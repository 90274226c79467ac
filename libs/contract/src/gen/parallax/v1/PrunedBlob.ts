// Original file: proto/parallax/v1/job.proto

import type { Long } from '@grpc/proto-loader';

export interface PrunedBlobInput {
  'key'?: (string);
  'size'?: (number | string | Long);
  'reason'?: (string);
}

export interface PrunedBlob {
  'key'?: (string);
  'size'?: (number);
  'reason'?: (string);
}
