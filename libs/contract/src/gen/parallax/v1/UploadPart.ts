// Original file: proto/parallax/v1/augmentation.proto

import type { Long } from '@grpc/proto-loader';

export interface UploadPartInput {
  'index'?: (number);
  'url'?: (string);
  'size'?: (number | string | Long);
}

export interface UploadPart {
  'index'?: (number);
  'url'?: (string);
  'size'?: (number);
}
