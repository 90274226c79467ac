import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AnyInput as _google_protobuf_AnyInput, Any as _google_protobuf_Any } from './google/protobuf/Any.js';
import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from './google/protobuf/Duration.js';
import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from './google/protobuf/Timestamp.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from './google/rpc/Status.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { CancelEmbeddingRequestInput as _parallax_v1_CancelEmbeddingRequestInput, CancelEmbeddingRequest as _parallax_v1_CancelEmbeddingRequest } from './parallax/v1/CancelEmbeddingRequest.js';
import type { CancelEmbeddingResponseInput as _parallax_v1_CancelEmbeddingResponseInput, CancelEmbeddingResponse as _parallax_v1_CancelEmbeddingResponse } from './parallax/v1/CancelEmbeddingResponse.js';
import type { CreateUploadRequestInput as _parallax_v1_CreateUploadRequestInput, CreateUploadRequest as _parallax_v1_CreateUploadRequest } from './parallax/v1/CreateUploadRequest.js';
import type { CreateUploadResponseInput as _parallax_v1_CreateUploadResponseInput, CreateUploadResponse as _parallax_v1_CreateUploadResponse } from './parallax/v1/CreateUploadResponse.js';
import type { DeleteEmbeddingRequestInput as _parallax_v1_DeleteEmbeddingRequestInput, DeleteEmbeddingRequest as _parallax_v1_DeleteEmbeddingRequest } from './parallax/v1/DeleteEmbeddingRequest.js';
import type { DeleteEmbeddingResponseInput as _parallax_v1_DeleteEmbeddingResponseInput, DeleteEmbeddingResponse as _parallax_v1_DeleteEmbeddingResponse } from './parallax/v1/DeleteEmbeddingResponse.js';
import type { EmbedRequestInput as _parallax_v1_EmbedRequestInput, EmbedRequest as _parallax_v1_EmbedRequest } from './parallax/v1/EmbedRequest.js';
import type { EmbedResponseInput as _parallax_v1_EmbedResponseInput, EmbedResponse as _parallax_v1_EmbedResponse } from './parallax/v1/EmbedResponse.js';
import type { EmbeddingJobInput as _parallax_v1_EmbeddingJobInput, EmbeddingJob as _parallax_v1_EmbeddingJob } from './parallax/v1/EmbeddingJob.js';
import type { EmbeddingResultInput as _parallax_v1_EmbeddingResultInput, EmbeddingResult as _parallax_v1_EmbeddingResult } from './parallax/v1/EmbeddingResult.js';
import type { EmbeddingServiceClient as _parallax_v1_EmbeddingServiceClient, EmbeddingServiceDefinition as _parallax_v1_EmbeddingServiceDefinition } from './parallax/v1/EmbeddingService.js';
import type { EmbeddingSpecInput as _parallax_v1_EmbeddingSpecInput, EmbeddingSpec as _parallax_v1_EmbeddingSpec } from './parallax/v1/EmbeddingSpec.js';
import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from './parallax/v1/Encoder.js';
import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from './parallax/v1/EncoderRef.js';
import type { EncoderSpecInput as _parallax_v1_EncoderSpecInput, EncoderSpec as _parallax_v1_EncoderSpec } from './parallax/v1/EncoderSpec.js';
import type { GetEmbeddingRequestInput as _parallax_v1_GetEmbeddingRequestInput, GetEmbeddingRequest as _parallax_v1_GetEmbeddingRequest } from './parallax/v1/GetEmbeddingRequest.js';
import type { GetEmbeddingResponseInput as _parallax_v1_GetEmbeddingResponseInput, GetEmbeddingResponse as _parallax_v1_GetEmbeddingResponse } from './parallax/v1/GetEmbeddingResponse.js';
import type { HeadSpecInput as _parallax_v1_HeadSpecInput, HeadSpec as _parallax_v1_HeadSpec } from './parallax/v1/HeadSpec.js';
import type { ImportEncoderRequestInput as _parallax_v1_ImportEncoderRequestInput, ImportEncoderRequest as _parallax_v1_ImportEncoderRequest } from './parallax/v1/ImportEncoderRequest.js';
import type { ImportEncoderResponseInput as _parallax_v1_ImportEncoderResponseInput, ImportEncoderResponse as _parallax_v1_ImportEncoderResponse } from './parallax/v1/ImportEncoderResponse.js';
import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from './parallax/v1/JobStatus.js';
import type { ListEmbeddingsRequestInput as _parallax_v1_ListEmbeddingsRequestInput, ListEmbeddingsRequest as _parallax_v1_ListEmbeddingsRequest } from './parallax/v1/ListEmbeddingsRequest.js';
import type { ListEmbeddingsResponseInput as _parallax_v1_ListEmbeddingsResponseInput, ListEmbeddingsResponse as _parallax_v1_ListEmbeddingsResponse } from './parallax/v1/ListEmbeddingsResponse.js';
import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from './parallax/v1/OnlineDiagnostics.js';
import type { OnlineDiagnosticsSpecInput as _parallax_v1_OnlineDiagnosticsSpecInput, OnlineDiagnosticsSpec as _parallax_v1_OnlineDiagnosticsSpec } from './parallax/v1/OnlineDiagnosticsSpec.js';
import type { ProgressInput as _parallax_v1_ProgressInput, Progress as _parallax_v1_Progress } from './parallax/v1/Progress.js';
import type { ShardInput as _parallax_v1_ShardInput, Shard as _parallax_v1_Shard } from './parallax/v1/Shard.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from './parallax/v1/Stage.js';
import type { StartEmbeddingRequestInput as _parallax_v1_StartEmbeddingRequestInput, StartEmbeddingRequest as _parallax_v1_StartEmbeddingRequest } from './parallax/v1/StartEmbeddingRequest.js';
import type { StartEmbeddingResponseInput as _parallax_v1_StartEmbeddingResponseInput, StartEmbeddingResponse as _parallax_v1_StartEmbeddingResponse } from './parallax/v1/StartEmbeddingResponse.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';
import type { VectorsInput as _parallax_v1_VectorsInput, Vectors as _parallax_v1_Vectors } from './parallax/v1/Vectors.js';
import type { WatchEmbeddingRequestInput as _parallax_v1_WatchEmbeddingRequestInput, WatchEmbeddingRequest as _parallax_v1_WatchEmbeddingRequest } from './parallax/v1/WatchEmbeddingRequest.js';
import type { WatchEmbeddingResponseInput as _parallax_v1_WatchEmbeddingResponseInput, WatchEmbeddingResponse as _parallax_v1_WatchEmbeddingResponse } from './parallax/v1/WatchEmbeddingResponse.js';

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
      CancelEmbeddingRequest: MessageTypeDefinition<_parallax_v1_CancelEmbeddingRequestInput, _parallax_v1_CancelEmbeddingRequest>
      CancelEmbeddingResponse: MessageTypeDefinition<_parallax_v1_CancelEmbeddingResponseInput, _parallax_v1_CancelEmbeddingResponse>
      CreateUploadRequest: MessageTypeDefinition<_parallax_v1_CreateUploadRequestInput, _parallax_v1_CreateUploadRequest>
      CreateUploadResponse: MessageTypeDefinition<_parallax_v1_CreateUploadResponseInput, _parallax_v1_CreateUploadResponse>
      DeleteEmbeddingRequest: MessageTypeDefinition<_parallax_v1_DeleteEmbeddingRequestInput, _parallax_v1_DeleteEmbeddingRequest>
      DeleteEmbeddingResponse: MessageTypeDefinition<_parallax_v1_DeleteEmbeddingResponseInput, _parallax_v1_DeleteEmbeddingResponse>
      EmbedRequest: MessageTypeDefinition<_parallax_v1_EmbedRequestInput, _parallax_v1_EmbedRequest>
      EmbedResponse: MessageTypeDefinition<_parallax_v1_EmbedResponseInput, _parallax_v1_EmbedResponse>
      EmbeddingJob: MessageTypeDefinition<_parallax_v1_EmbeddingJobInput, _parallax_v1_EmbeddingJob>
      EmbeddingResult: MessageTypeDefinition<_parallax_v1_EmbeddingResultInput, _parallax_v1_EmbeddingResult>
      EmbeddingService: SubtypeConstructor<typeof grpc.Client, _parallax_v1_EmbeddingServiceClient> & { service: _parallax_v1_EmbeddingServiceDefinition }
      EmbeddingSpec: MessageTypeDefinition<_parallax_v1_EmbeddingSpecInput, _parallax_v1_EmbeddingSpec>
      Encoder: MessageTypeDefinition<_parallax_v1_EncoderInput, _parallax_v1_Encoder>
      EncoderRef: MessageTypeDefinition<_parallax_v1_EncoderRefInput, _parallax_v1_EncoderRef>
      EncoderSpec: MessageTypeDefinition<_parallax_v1_EncoderSpecInput, _parallax_v1_EncoderSpec>
      GetEmbeddingRequest: MessageTypeDefinition<_parallax_v1_GetEmbeddingRequestInput, _parallax_v1_GetEmbeddingRequest>
      GetEmbeddingResponse: MessageTypeDefinition<_parallax_v1_GetEmbeddingResponseInput, _parallax_v1_GetEmbeddingResponse>
      HeadSpec: MessageTypeDefinition<_parallax_v1_HeadSpecInput, _parallax_v1_HeadSpec>
      ImportEncoderRequest: MessageTypeDefinition<_parallax_v1_ImportEncoderRequestInput, _parallax_v1_ImportEncoderRequest>
      ImportEncoderResponse: MessageTypeDefinition<_parallax_v1_ImportEncoderResponseInput, _parallax_v1_ImportEncoderResponse>
      Initialisation: EnumTypeDefinition
      JobState: EnumTypeDefinition
      JobStatus: MessageTypeDefinition<_parallax_v1_JobStatusInput, _parallax_v1_JobStatus>
      ListEmbeddingsRequest: MessageTypeDefinition<_parallax_v1_ListEmbeddingsRequestInput, _parallax_v1_ListEmbeddingsRequest>
      ListEmbeddingsResponse: MessageTypeDefinition<_parallax_v1_ListEmbeddingsResponseInput, _parallax_v1_ListEmbeddingsResponse>
      OnlineDiagnostics: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsInput, _parallax_v1_OnlineDiagnostics>
      OnlineDiagnosticsSpec: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsSpecInput, _parallax_v1_OnlineDiagnosticsSpec>
      Progress: MessageTypeDefinition<_parallax_v1_ProgressInput, _parallax_v1_Progress>
      Shard: MessageTypeDefinition<_parallax_v1_ShardInput, _parallax_v1_Shard>
      Stage: MessageTypeDefinition<_parallax_v1_StageInput, _parallax_v1_Stage>
      StartEmbeddingRequest: MessageTypeDefinition<_parallax_v1_StartEmbeddingRequestInput, _parallax_v1_StartEmbeddingRequest>
      StartEmbeddingResponse: MessageTypeDefinition<_parallax_v1_StartEmbeddingResponseInput, _parallax_v1_StartEmbeddingResponse>
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
      Vectors: MessageTypeDefinition<_parallax_v1_VectorsInput, _parallax_v1_Vectors>
      WatchEmbeddingRequest: MessageTypeDefinition<_parallax_v1_WatchEmbeddingRequestInput, _parallax_v1_WatchEmbeddingRequest>
      WatchEmbeddingResponse: MessageTypeDefinition<_parallax_v1_WatchEmbeddingResponseInput, _parallax_v1_WatchEmbeddingResponse>
    }
  }
}

