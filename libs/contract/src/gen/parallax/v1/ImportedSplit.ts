// Original file: proto/parallax/v1/import.proto

import type { Long } from '@grpc/proto-loader';

export interface ImportedSplitInput {
  'name'?: (string);
  'count'?: (number | string | Long);
  'perClass'?: (number | string | Long)[];
}

export interface ImportedSplit {
  'name'?: (string);
  'count'?: (number);
  'perClass': (number)[];
}
