// Original file: proto/parallax/v1/job.proto

import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from '../../google/protobuf/Duration.js';
import type { Long } from '@grpc/proto-loader';

export interface ProgressInput {
  'stage'?: (string);
  'done'?: (number | string | Long);
  'total'?: (number | string | Long);
  'unit'?: (string);
  'rate'?: (number | string);
  'remaining'?: (_google_protobuf_DurationInput | null);
  'epoch'?: (number);
  'loss'?: (number | string);
  '_epoch'?: "epoch";
  '_loss'?: "loss";
}

export interface Progress {
  'stage'?: (string);
  'done'?: (number);
  'total'?: (number);
  'unit'?: (string);
  'rate'?: (number);
  'remaining'?: (_google_protobuf_Duration);
  'epoch'?: (number);
  'loss'?: (number);
}
