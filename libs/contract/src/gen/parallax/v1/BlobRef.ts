// Original file: proto/parallax/v1/blob.proto

import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from '../../parallax/v1/TensorInfo.js';
import type { Long } from '@grpc/proto-loader';

export interface BlobRefInput {
  'bucket'?: (string);
  'key'?: (string);
  'size'?: (number | string | Long);
  'sha256'?: (string);
  'tensors'?: (_parallax_v1_TensorInfoInput)[];
  'url'?: (string);
}

export interface BlobRef {
  'bucket'?: (string);
  'key'?: (string);
  'size'?: (number);
  'sha256'?: (string);
  'tensors': (_parallax_v1_TensorInfo)[];
  'url'?: (string);
}
