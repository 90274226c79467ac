// Original file: proto/parallax/v1/diagnostics.proto

import type { Long } from '@grpc/proto-loader';

export interface OnlineDiagnosticsInput {
  'epoch'?: (number);
  'alignment'?: (number | string);
  'uniformity'?: (number | string);
  'featureStd'?: (number | string);
  'rankMe'?: (number | string);
  'contrastiveTop1'?: (number | string);
  'knnAccuracy'?: (number | string);
  'images'?: (number | string | Long);
  'bank'?: (number | string | Long);
  'seconds'?: (number | string);
}

export interface OnlineDiagnostics {
  'epoch'?: (number);
  'alignment'?: (number);
  'uniformity'?: (number);
  'featureStd'?: (number);
  'rankMe'?: (number);
  'contrastiveTop1'?: (number);
  'knnAccuracy'?: (number);
  'images'?: (number);
  'bank'?: (number);
  'seconds'?: (number);
}
