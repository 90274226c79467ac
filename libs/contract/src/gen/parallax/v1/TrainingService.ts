// Original file: proto/parallax/v1/training.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelTrainingRequestInput as _parallax_v1_CancelTrainingRequestInput, CancelTrainingRequest as _parallax_v1_CancelTrainingRequest } from '../../parallax/v1/CancelTrainingRequest.js';
import type { CancelTrainingResponseInput as _parallax_v1_CancelTrainingResponseInput, CancelTrainingResponse as _parallax_v1_CancelTrainingResponse } from '../../parallax/v1/CancelTrainingResponse.js';
import type { DeleteTrainingRequestInput as _parallax_v1_DeleteTrainingRequestInput, DeleteTrainingRequest as _parallax_v1_DeleteTrainingRequest } from '../../parallax/v1/DeleteTrainingRequest.js';
import type { DeleteTrainingResponseInput as _parallax_v1_DeleteTrainingResponseInput, DeleteTrainingResponse as _parallax_v1_DeleteTrainingResponse } from '../../parallax/v1/DeleteTrainingResponse.js';
import type { GetTrainingRequestInput as _parallax_v1_GetTrainingRequestInput, GetTrainingRequest as _parallax_v1_GetTrainingRequest } from '../../parallax/v1/GetTrainingRequest.js';
import type { GetTrainingResponseInput as _parallax_v1_GetTrainingResponseInput, GetTrainingResponse as _parallax_v1_GetTrainingResponse } from '../../parallax/v1/GetTrainingResponse.js';
import type { ListTrainingsRequestInput as _parallax_v1_ListTrainingsRequestInput, ListTrainingsRequest as _parallax_v1_ListTrainingsRequest } from '../../parallax/v1/ListTrainingsRequest.js';
import type { ListTrainingsResponseInput as _parallax_v1_ListTrainingsResponseInput, ListTrainingsResponse as _parallax_v1_ListTrainingsResponse } from '../../parallax/v1/ListTrainingsResponse.js';
import type { StartTrainingRequestInput as _parallax_v1_StartTrainingRequestInput, StartTrainingRequest as _parallax_v1_StartTrainingRequest } from '../../parallax/v1/StartTrainingRequest.js';
import type { StartTrainingResponseInput as _parallax_v1_StartTrainingResponseInput, StartTrainingResponse as _parallax_v1_StartTrainingResponse } from '../../parallax/v1/StartTrainingResponse.js';
import type { WatchTrainingRequestInput as _parallax_v1_WatchTrainingRequestInput, WatchTrainingRequest as _parallax_v1_WatchTrainingRequest } from '../../parallax/v1/WatchTrainingRequest.js';
import type { WatchTrainingResponseInput as _parallax_v1_WatchTrainingResponseInput, WatchTrainingResponse as _parallax_v1_WatchTrainingResponse } from '../../parallax/v1/WatchTrainingResponse.js';

export interface TrainingServiceClient extends grpc.Client {
  CancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  CancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  CancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  CancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  cancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  cancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  cancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  cancelTraining(argument: _parallax_v1_CancelTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelTrainingResponse>): grpc.ClientUnaryCall;
  
  DeleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  DeleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  DeleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  DeleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  deleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  deleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  deleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  deleteTraining(argument: _parallax_v1_DeleteTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteTrainingResponse>): grpc.ClientUnaryCall;
  
  GetTraining(argument: _parallax_v1_GetTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  GetTraining(argument: _parallax_v1_GetTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  GetTraining(argument: _parallax_v1_GetTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  GetTraining(argument: _parallax_v1_GetTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  getTraining(argument: _parallax_v1_GetTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  getTraining(argument: _parallax_v1_GetTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  getTraining(argument: _parallax_v1_GetTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  getTraining(argument: _parallax_v1_GetTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_GetTrainingResponse>): grpc.ClientUnaryCall;
  
  ListTrainings(argument: _parallax_v1_ListTrainingsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  ListTrainings(argument: _parallax_v1_ListTrainingsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  ListTrainings(argument: _parallax_v1_ListTrainingsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  ListTrainings(argument: _parallax_v1_ListTrainingsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  listTrainings(argument: _parallax_v1_ListTrainingsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  listTrainings(argument: _parallax_v1_ListTrainingsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  listTrainings(argument: _parallax_v1_ListTrainingsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  listTrainings(argument: _parallax_v1_ListTrainingsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListTrainingsResponse>): grpc.ClientUnaryCall;
  
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  
  WatchTraining(argument: _parallax_v1_WatchTrainingRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchTrainingResponse>;
  WatchTraining(argument: _parallax_v1_WatchTrainingRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchTrainingResponse>;
  watchTraining(argument: _parallax_v1_WatchTrainingRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchTrainingResponse>;
  watchTraining(argument: _parallax_v1_WatchTrainingRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchTrainingResponse>;
  
}

export interface TrainingServiceHandlers extends grpc.UntypedServiceImplementation {
  CancelTraining: grpc.handleUnaryCall<_parallax_v1_CancelTrainingRequest, _parallax_v1_CancelTrainingResponseInput>;
  
  DeleteTraining: grpc.handleUnaryCall<_parallax_v1_DeleteTrainingRequest, _parallax_v1_DeleteTrainingResponseInput>;
  
  GetTraining: grpc.handleUnaryCall<_parallax_v1_GetTrainingRequest, _parallax_v1_GetTrainingResponseInput>;
  
  ListTrainings: grpc.handleUnaryCall<_parallax_v1_ListTrainingsRequest, _parallax_v1_ListTrainingsResponseInput>;
  
  StartTraining: grpc.handleUnaryCall<_parallax_v1_StartTrainingRequest, _parallax_v1_StartTrainingResponseInput>;
  
  WatchTraining: grpc.handleServerStreamingCall<_parallax_v1_WatchTrainingRequest, _parallax_v1_WatchTrainingResponseInput>;
  
}

export interface TrainingServiceDefinition extends grpc.ServiceDefinition {
  CancelTraining: MethodDefinition<_parallax_v1_CancelTrainingRequestInput, _parallax_v1_CancelTrainingResponseInput, _parallax_v1_CancelTrainingRequest, _parallax_v1_CancelTrainingResponse>
  DeleteTraining: MethodDefinition<_parallax_v1_DeleteTrainingRequestInput, _parallax_v1_DeleteTrainingResponseInput, _parallax_v1_DeleteTrainingRequest, _parallax_v1_DeleteTrainingResponse>
  GetTraining: MethodDefinition<_parallax_v1_GetTrainingRequestInput, _parallax_v1_GetTrainingResponseInput, _parallax_v1_GetTrainingRequest, _parallax_v1_GetTrainingResponse>
  ListTrainings: MethodDefinition<_parallax_v1_ListTrainingsRequestInput, _parallax_v1_ListTrainingsResponseInput, _parallax_v1_ListTrainingsRequest, _parallax_v1_ListTrainingsResponse>
  StartTraining: MethodDefinition<_parallax_v1_StartTrainingRequestInput, _parallax_v1_StartTrainingResponseInput, _parallax_v1_StartTrainingRequest, _parallax_v1_StartTrainingResponse>
  WatchTraining: MethodDefinition<_parallax_v1_WatchTrainingRequestInput, _parallax_v1_WatchTrainingResponseInput, _parallax_v1_WatchTrainingRequest, _parallax_v1_WatchTrainingResponse>
}
