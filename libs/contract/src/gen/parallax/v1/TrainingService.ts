// Original file: proto/parallax/v1/training_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { StartTrainingRequestInput as _parallax_v1_StartTrainingRequestInput, StartTrainingRequest as _parallax_v1_StartTrainingRequest } from '../../parallax/v1/StartTrainingRequest.js';
import type { StartTrainingResponseInput as _parallax_v1_StartTrainingResponseInput, StartTrainingResponse as _parallax_v1_StartTrainingResponse } from '../../parallax/v1/StartTrainingResponse.js';

export interface TrainingServiceClient extends grpc.Client {
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  StartTraining(argument: _parallax_v1_StartTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  startTraining(argument: _parallax_v1_StartTrainingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartTrainingResponse>): grpc.ClientUnaryCall;
  
}

export interface TrainingServiceHandlers extends grpc.UntypedServiceImplementation {
  StartTraining: grpc.handleUnaryCall<_parallax_v1_StartTrainingRequest, _parallax_v1_StartTrainingResponseInput>;
  
}

export interface TrainingServiceDefinition extends grpc.ServiceDefinition {
  StartTraining: MethodDefinition<_parallax_v1_StartTrainingRequestInput, _parallax_v1_StartTrainingResponseInput, _parallax_v1_StartTrainingRequest, _parallax_v1_StartTrainingResponse>
}
