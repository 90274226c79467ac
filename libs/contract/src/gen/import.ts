import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AnyInput as _google_protobuf_AnyInput, Any as _google_protobuf_Any } from './google/protobuf/Any.js';
import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from './google/protobuf/Duration.js';
import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from './google/protobuf/Timestamp.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from './google/rpc/Status.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { DatasetInput as _parallax_v1_DatasetInput, Dataset as _parallax_v1_Dataset } from './parallax/v1/Dataset.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from './parallax/v1/DatasetRef.js';
import type { ImageShardInput as _parallax_v1_ImageShardInput, ImageShard as _parallax_v1_ImageShard } from './parallax/v1/ImageShard.js';
import type { ImportResultInput as _parallax_v1_ImportResultInput, ImportResult as _parallax_v1_ImportResult } from './parallax/v1/ImportResult.js';
import type { ImportSpecInput as _parallax_v1_ImportSpecInput, ImportSpec as _parallax_v1_ImportSpec } from './parallax/v1/ImportSpec.js';
import type { ImportedSplitInput as _parallax_v1_ImportedSplitInput, ImportedSplit as _parallax_v1_ImportedSplit } from './parallax/v1/ImportedSplit.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from './parallax/v1/JobOptions.js';
import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from './parallax/v1/JobStatus.js';
import type { LeftOutInput as _parallax_v1_LeftOutInput, LeftOut as _parallax_v1_LeftOut } from './parallax/v1/LeftOut.js';
import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from './parallax/v1/OnlineDiagnostics.js';
import type { OnlineDiagnosticsSpecInput as _parallax_v1_OnlineDiagnosticsSpecInput, OnlineDiagnosticsSpec as _parallax_v1_OnlineDiagnosticsSpec } from './parallax/v1/OnlineDiagnosticsSpec.js';
import type { ProgressInput as _parallax_v1_ProgressInput, Progress as _parallax_v1_Progress } from './parallax/v1/Progress.js';
import type { SplitInput as _parallax_v1_SplitInput, Split as _parallax_v1_Split } from './parallax/v1/Split.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from './parallax/v1/Stage.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';
import type { UploadInput as _parallax_v1_UploadInput, Upload as _parallax_v1_Upload } from './parallax/v1/Upload.js';

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
      BlobRef: MessageTypeDefinition<_parallax_v1_BlobRefInput, _parallax_v1_BlobRef>
      Dataset: MessageTypeDefinition<_parallax_v1_DatasetInput, _parallax_v1_Dataset>
      DatasetRef: MessageTypeDefinition<_parallax_v1_DatasetRefInput, _parallax_v1_DatasetRef>
      Fit: EnumTypeDefinition
      ImageShard: MessageTypeDefinition<_parallax_v1_ImageShardInput, _parallax_v1_ImageShard>
      ImportResult: MessageTypeDefinition<_parallax_v1_ImportResultInput, _parallax_v1_ImportResult>
      ImportSpec: MessageTypeDefinition<_parallax_v1_ImportSpecInput, _parallax_v1_ImportSpec>
      ImportedSplit: MessageTypeDefinition<_parallax_v1_ImportedSplitInput, _parallax_v1_ImportedSplit>
      JobOptions: MessageTypeDefinition<_parallax_v1_JobOptionsInput, _parallax_v1_JobOptions>
      JobPriority: EnumTypeDefinition
      JobState: EnumTypeDefinition
      JobStatus: MessageTypeDefinition<_parallax_v1_JobStatusInput, _parallax_v1_JobStatus>
      Labels: EnumTypeDefinition
      LeftOut: MessageTypeDefinition<_parallax_v1_LeftOutInput, _parallax_v1_LeftOut>
      OnlineDiagnostics: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsInput, _parallax_v1_OnlineDiagnostics>
      OnlineDiagnosticsSpec: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsSpecInput, _parallax_v1_OnlineDiagnosticsSpec>
      Progress: MessageTypeDefinition<_parallax_v1_ProgressInput, _parallax_v1_Progress>
      Split: MessageTypeDefinition<_parallax_v1_SplitInput, _parallax_v1_Split>
      Stage: MessageTypeDefinition<_parallax_v1_StageInput, _parallax_v1_Stage>
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
      Upload: MessageTypeDefinition<_parallax_v1_UploadInput, _parallax_v1_Upload>
    }
  }
}

