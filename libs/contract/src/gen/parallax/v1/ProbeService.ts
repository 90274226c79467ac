// Original file: proto/parallax/v1/probe_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { StartProbeRequestInput as _parallax_v1_StartProbeRequestInput, StartProbeRequest as _parallax_v1_StartProbeRequest } from '../../parallax/v1/StartProbeRequest.js';
import type { StartProbeResponseInput as _parallax_v1_StartProbeResponseInput, StartProbeResponse as _parallax_v1_StartProbeResponse } from '../../parallax/v1/StartProbeResponse.js';

export interface ProbeServiceClient extends grpc.Client {
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  
}

export interface ProbeServiceHandlers extends grpc.UntypedServiceImplementation {
  StartProbe: grpc.handleUnaryCall<_parallax_v1_StartProbeRequest, _parallax_v1_StartProbeResponseInput>;
  
}

export interface ProbeServiceDefinition extends grpc.ServiceDefinition {
  StartProbe: MethodDefinition<_parallax_v1_StartProbeRequestInput, _parallax_v1_StartProbeResponseInput, _parallax_v1_StartProbeRequest, _parallax_v1_StartProbeResponse>
}
