// Original file: proto/parallax/v1/job_status.proto

import type { JobStateInput as _parallax_v1_JobStateInput, JobState as _parallax_v1_JobState } from '../../parallax/v1/JobState.js';
import type { ProgressInput as _parallax_v1_ProgressInput, Progress as _parallax_v1_Progress } from '../../parallax/v1/Progress.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from '../../google/rpc/Status.js';
import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from '../../google/protobuf/Timestamp.js';
import type { PrecisionInput as _parallax_v1_PrecisionInput, Precision as _parallax_v1_Precision } from '../../parallax/v1/Precision.js';
import type { Long } from '@grpc/proto-loader';

export interface JobStatusInput {
  'state'?: (_parallax_v1_JobStateInput);
  'revision'?: (number | string | Long);
  'experiment'?: (string);
  'traceId'?: (string);
  'dependsOn'?: (string)[];
  'attempt'?: (number);
  'worker'?: (string);
  'deviceClass'?: (string);
  'progress'?: (_parallax_v1_ProgressInput | null);
  'error'?: (_google_rpc_StatusInput | null);
  'createTime'?: (_google_protobuf_TimestampInput | null);
  'startTime'?: (_google_protobuf_TimestampInput | null);
  'endTime'?: (_google_protobuf_TimestampInput | null);
  'lastFailure'?: (_google_rpc_StatusInput | null);
  'retryTime'?: (_google_protobuf_TimestampInput | null);
  'waitsFor'?: (string)[];
  'lostAttempts'?: (number);
  'precision'?: (_parallax_v1_PrecisionInput);
}

export interface JobStatus {
  'state'?: (_parallax_v1_JobState);
  'revision'?: (number);
  'experiment'?: (string);
  'traceId'?: (string);
  'dependsOn': (string)[];
  'attempt'?: (number);
  'worker'?: (string);
  'deviceClass'?: (string);
  'progress'?: (_parallax_v1_Progress);
  'error'?: (_google_rpc_Status);
  'createTime'?: (_google_protobuf_Timestamp);
  'startTime'?: (_google_protobuf_Timestamp);
  'endTime'?: (_google_protobuf_Timestamp);
  'lastFailure'?: (_google_rpc_Status);
  'retryTime'?: (_google_protobuf_Timestamp);
  'waitsFor': (string)[];
  'lostAttempts'?: (number);
  'precision'?: (_parallax_v1_Precision);
}
