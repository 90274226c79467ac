// Original file: proto/parallax/v1/job_status.proto

import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from '../../google/protobuf/Duration.js';
import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from '../../parallax/v1/OnlineDiagnostics.js';
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
  'diagnostics'?: (_parallax_v1_OnlineDiagnosticsInput | null);
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
  'diagnostics'?: (_parallax_v1_OnlineDiagnostics);
}
