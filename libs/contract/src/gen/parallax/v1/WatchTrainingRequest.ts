// Original file: proto/parallax/v1/training.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchTrainingRequestInput {
  'id'?: (string);
  'afterRevision'?: (number | string | Long);
}

export interface WatchTrainingRequest {
  'id'?: (string);
  'afterRevision'?: (number);
}
