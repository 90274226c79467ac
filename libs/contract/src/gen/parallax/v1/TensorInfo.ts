// Original file: proto/parallax/v1/blob.proto

import type { Long } from '@grpc/proto-loader';

export interface TensorInfoInput {
  'name'?: (string);
  'dtype'?: (string);
  'shape'?: (number | string | Long)[];
}

export interface TensorInfo {
  'name'?: (string);
  'dtype'?: (string);
  'shape': (number)[];
}
