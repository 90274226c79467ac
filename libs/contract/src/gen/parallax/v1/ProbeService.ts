// Original file: proto/parallax/v1/probe.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelProbeRequestInput as _parallax_v1_CancelProbeRequestInput, CancelProbeRequest as _parallax_v1_CancelProbeRequest } from '../../parallax/v1/CancelProbeRequest.js';
import type { CancelProbeResponseInput as _parallax_v1_CancelProbeResponseInput, CancelProbeResponse as _parallax_v1_CancelProbeResponse } from '../../parallax/v1/CancelProbeResponse.js';
import type { DeleteProbeRequestInput as _parallax_v1_DeleteProbeRequestInput, DeleteProbeRequest as _parallax_v1_DeleteProbeRequest } from '../../parallax/v1/DeleteProbeRequest.js';
import type { DeleteProbeResponseInput as _parallax_v1_DeleteProbeResponseInput, DeleteProbeResponse as _parallax_v1_DeleteProbeResponse } from '../../parallax/v1/DeleteProbeResponse.js';
import type { GetProbeRequestInput as _parallax_v1_GetProbeRequestInput, GetProbeRequest as _parallax_v1_GetProbeRequest } from '../../parallax/v1/GetProbeRequest.js';
import type { GetProbeResponseInput as _parallax_v1_GetProbeResponseInput, GetProbeResponse as _parallax_v1_GetProbeResponse } from '../../parallax/v1/GetProbeResponse.js';
import type { ListProbesRequestInput as _parallax_v1_ListProbesRequestInput, ListProbesRequest as _parallax_v1_ListProbesRequest } from '../../parallax/v1/ListProbesRequest.js';
import type { ListProbesResponseInput as _parallax_v1_ListProbesResponseInput, ListProbesResponse as _parallax_v1_ListProbesResponse } from '../../parallax/v1/ListProbesResponse.js';
import type { StartProbeRequestInput as _parallax_v1_StartProbeRequestInput, StartProbeRequest as _parallax_v1_StartProbeRequest } from '../../parallax/v1/StartProbeRequest.js';
import type { StartProbeResponseInput as _parallax_v1_StartProbeResponseInput, StartProbeResponse as _parallax_v1_StartProbeResponse } from '../../parallax/v1/StartProbeResponse.js';
import type { WatchProbeRequestInput as _parallax_v1_WatchProbeRequestInput, WatchProbeRequest as _parallax_v1_WatchProbeRequest } from '../../parallax/v1/WatchProbeRequest.js';
import type { WatchProbeResponseInput as _parallax_v1_WatchProbeResponseInput, WatchProbeResponse as _parallax_v1_WatchProbeResponse } from '../../parallax/v1/WatchProbeResponse.js';

export interface ProbeServiceClient extends grpc.Client {
  CancelProbe(argument: _parallax_v1_CancelProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  CancelProbe(argument: _parallax_v1_CancelProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  CancelProbe(argument: _parallax_v1_CancelProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  CancelProbe(argument: _parallax_v1_CancelProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  cancelProbe(argument: _parallax_v1_CancelProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  cancelProbe(argument: _parallax_v1_CancelProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  cancelProbe(argument: _parallax_v1_CancelProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  cancelProbe(argument: _parallax_v1_CancelProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelProbeResponse>): grpc.ClientUnaryCall;
  
  DeleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  DeleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  DeleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  DeleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  deleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  deleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  deleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  deleteProbe(argument: _parallax_v1_DeleteProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteProbeResponse>): grpc.ClientUnaryCall;
  
  GetProbe(argument: _parallax_v1_GetProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  GetProbe(argument: _parallax_v1_GetProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  GetProbe(argument: _parallax_v1_GetProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  GetProbe(argument: _parallax_v1_GetProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  getProbe(argument: _parallax_v1_GetProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  getProbe(argument: _parallax_v1_GetProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  getProbe(argument: _parallax_v1_GetProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  getProbe(argument: _parallax_v1_GetProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_GetProbeResponse>): grpc.ClientUnaryCall;
  
  ListProbes(argument: _parallax_v1_ListProbesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  ListProbes(argument: _parallax_v1_ListProbesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  ListProbes(argument: _parallax_v1_ListProbesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  ListProbes(argument: _parallax_v1_ListProbesRequestInput, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  listProbes(argument: _parallax_v1_ListProbesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  listProbes(argument: _parallax_v1_ListProbesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  listProbes(argument: _parallax_v1_ListProbesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  listProbes(argument: _parallax_v1_ListProbesRequestInput, callback: grpc.requestCallback<_parallax_v1_ListProbesResponse>): grpc.ClientUnaryCall;
  
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  StartProbe(argument: _parallax_v1_StartProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  startProbe(argument: _parallax_v1_StartProbeRequestInput, callback: grpc.requestCallback<_parallax_v1_StartProbeResponse>): grpc.ClientUnaryCall;
  
  WatchProbe(argument: _parallax_v1_WatchProbeRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchProbeResponse>;
  WatchProbe(argument: _parallax_v1_WatchProbeRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchProbeResponse>;
  watchProbe(argument: _parallax_v1_WatchProbeRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchProbeResponse>;
  watchProbe(argument: _parallax_v1_WatchProbeRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchProbeResponse>;
  
}

export interface ProbeServiceHandlers extends grpc.UntypedServiceImplementation {
  CancelProbe: grpc.handleUnaryCall<_parallax_v1_CancelProbeRequest, _parallax_v1_CancelProbeResponseInput>;
  
  DeleteProbe: grpc.handleUnaryCall<_parallax_v1_DeleteProbeRequest, _parallax_v1_DeleteProbeResponseInput>;
  
  GetProbe: grpc.handleUnaryCall<_parallax_v1_GetProbeRequest, _parallax_v1_GetProbeResponseInput>;
  
  ListProbes: grpc.handleUnaryCall<_parallax_v1_ListProbesRequest, _parallax_v1_ListProbesResponseInput>;
  
  StartProbe: grpc.handleUnaryCall<_parallax_v1_StartProbeRequest, _parallax_v1_StartProbeResponseInput>;
  
  WatchProbe: grpc.handleServerStreamingCall<_parallax_v1_WatchProbeRequest, _parallax_v1_WatchProbeResponseInput>;
  
}

export interface ProbeServiceDefinition extends grpc.ServiceDefinition {
  CancelProbe: MethodDefinition<_parallax_v1_CancelProbeRequestInput, _parallax_v1_CancelProbeResponseInput, _parallax_v1_CancelProbeRequest, _parallax_v1_CancelProbeResponse>
  DeleteProbe: MethodDefinition<_parallax_v1_DeleteProbeRequestInput, _parallax_v1_DeleteProbeResponseInput, _parallax_v1_DeleteProbeRequest, _parallax_v1_DeleteProbeResponse>
  GetProbe: MethodDefinition<_parallax_v1_GetProbeRequestInput, _parallax_v1_GetProbeResponseInput, _parallax_v1_GetProbeRequest, _parallax_v1_GetProbeResponse>
  ListProbes: MethodDefinition<_parallax_v1_ListProbesRequestInput, _parallax_v1_ListProbesResponseInput, _parallax_v1_ListProbesRequest, _parallax_v1_ListProbesResponse>
  StartProbe: MethodDefinition<_parallax_v1_StartProbeRequestInput, _parallax_v1_StartProbeResponseInput, _parallax_v1_StartProbeRequest, _parallax_v1_StartProbeResponse>
  WatchProbe: MethodDefinition<_parallax_v1_WatchProbeRequestInput, _parallax_v1_WatchProbeResponseInput, _parallax_v1_WatchProbeRequest, _parallax_v1_WatchProbeResponse>
}
