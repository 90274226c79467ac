// Original file: proto/parallax/v1/job.proto

import type { PrunedBlobInput as _parallax_v1_PrunedBlobInput, PrunedBlob as _parallax_v1_PrunedBlob } from '../../parallax/v1/PrunedBlob.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from '../../google/rpc/Status.js';
import type { Long } from '@grpc/proto-loader';

export interface PruneBlobsResponseInput {
  'blobs'?: (_parallax_v1_PrunedBlobInput)[];
  'count'?: (number | string | Long);
  'bytes'?: (number | string | Long);
  'unreadable'?: (_google_rpc_StatusInput)[];
}

export interface PruneBlobsResponse {
  'blobs': (_parallax_v1_PrunedBlob)[];
  'count'?: (number);
  'bytes'?: (number);
  'unreadable': (_google_rpc_Status)[];
}
