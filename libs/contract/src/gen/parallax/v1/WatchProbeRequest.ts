// Original file: proto/parallax/v1/probe.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchProbeRequestInput {
  'id'?: (string);
  'afterRevision'?: (number | string | Long);
}

export interface WatchProbeRequest {
  'id'?: (string);
  'afterRevision'?: (number);
}
