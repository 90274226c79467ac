// Original file: proto/parallax/v1/embedding.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchEmbeddingRequestInput {
  'id'?: (string);
  'afterRevision'?: (number | string | Long);
}

export interface WatchEmbeddingRequest {
  'id'?: (string);
  'afterRevision'?: (number);
}
