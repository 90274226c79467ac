// Original file: proto/parallax/v1/probe.proto

import type { Long } from '@grpc/proto-loader';

export interface ProportionInput {
  'value'?: (number | string);
  'low'?: (number | string);
  'high'?: (number | string);
  'count'?: (number | string | Long);
}

export interface Proportion {
  'value'?: (number);
  'low'?: (number);
  'high'?: (number);
  'count'?: (number);
}
