import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AnyInput as _google_protobuf_AnyInput, Any as _google_protobuf_Any } from './google/protobuf/Any.js';
import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from './google/protobuf/Duration.js';
import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from './google/protobuf/Timestamp.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from './google/rpc/Status.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from './parallax/v1/JobOptions.js';
import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from './parallax/v1/JobStatus.js';
import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from './parallax/v1/OnlineDiagnostics.js';
import type { OnlineDiagnosticsSpecInput as _parallax_v1_OnlineDiagnosticsSpecInput, OnlineDiagnosticsSpec as _parallax_v1_OnlineDiagnosticsSpec } from './parallax/v1/OnlineDiagnosticsSpec.js';
import type { ProgressInput as _parallax_v1_ProgressInput, Progress as _parallax_v1_Progress } from './parallax/v1/Progress.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from './parallax/v1/Stage.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Any: MessageTypeDefinition<_google_protobuf_AnyInput, _google_protobuf_Any>
      Duration: MessageTypeDefinition<_google_protobuf_DurationInput, _google_protobuf_Duration>
      Timestamp: MessageTypeDefinition<_google_protobuf_TimestampInput, _google_protobuf_Timestamp>
    }
    rpc: {
      Status: MessageTypeDefinition<_google_rpc_StatusInput, _google_rpc_Status>
    }
  }
  parallax: {
    v1: {
      JobOptions: MessageTypeDefinition<_parallax_v1_JobOptionsInput, _parallax_v1_JobOptions>
      JobPriority: EnumTypeDefinition
      JobState: EnumTypeDefinition
      JobStatus: MessageTypeDefinition<_parallax_v1_JobStatusInput, _parallax_v1_JobStatus>
      OnlineDiagnostics: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsInput, _parallax_v1_OnlineDiagnostics>
      OnlineDiagnosticsSpec: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsSpecInput, _parallax_v1_OnlineDiagnosticsSpec>
      OnlineMeasure: EnumTypeDefinition
      Precision: EnumTypeDefinition
      Progress: MessageTypeDefinition<_parallax_v1_ProgressInput, _parallax_v1_Progress>
      Stage: MessageTypeDefinition<_parallax_v1_StageInput, _parallax_v1_Stage>
    }
  }
}

