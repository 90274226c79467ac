// Original file: proto/parallax/v1/probe.proto

import type { Long } from '@grpc/proto-loader';

export interface DiagnosticsInput {
  'alignment'?: (number | string);
  'uniformity'?: (number | string);
  'featureStd'?: (number | string);
  'rankMe'?: (number | string);
  'contrastiveTop1'?: (number | string);
  'images'?: (number | string | Long);
}

export interface Diagnostics {
  'alignment'?: (number);
  'uniformity'?: (number);
  'featureStd'?: (number);
  'rankMe'?: (number);
  'contrastiveTop1'?: (number);
  'images'?: (number);
}
