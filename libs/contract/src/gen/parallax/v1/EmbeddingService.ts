// Original file: proto/parallax/v1/embedding.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelEmbeddingRequestInput as _parallax_v1_CancelEmbeddingRequestInput, CancelEmbeddingRequest as _parallax_v1_CancelEmbeddingRequest } from '../../parallax/v1/CancelEmbeddingRequest.js';
import type { CancelEmbeddingResponseInput as _parallax_v1_CancelEmbeddingResponseInput, CancelEmbeddingResponse as _parallax_v1_CancelEmbeddingResponse } from '../../parallax/v1/CancelEmbeddingResponse.js';
import type { CreateUploadRequestInput as _parallax_v1_CreateUploadRequestInput, CreateUploadRequest as _parallax_v1_CreateUploadRequest } from '../../parallax/v1/CreateUploadRequest.js';
import type { CreateUploadResponseInput as _parallax_v1_CreateUploadResponseInput, CreateUploadResponse as _parallax_v1_CreateUploadResponse } from '../../parallax/v1/CreateUploadResponse.js';
import type { DeleteEmbeddingRequestInput as _parallax_v1_DeleteEmbeddingRequestInput, DeleteEmbeddingRequest as _parallax_v1_DeleteEmbeddingRequest } from '../../parallax/v1/DeleteEmbeddingRequest.js';
import type { DeleteEmbeddingResponseInput as _parallax_v1_DeleteEmbeddingResponseInput, DeleteEmbeddingResponse as _parallax_v1_DeleteEmbeddingResponse } from '../../parallax/v1/DeleteEmbeddingResponse.js';
import type { EmbedRequestInput as _parallax_v1_EmbedRequestInput, EmbedRequest as _parallax_v1_EmbedRequest } from '../../parallax/v1/EmbedRequest.js';
import type { EmbedResponseInput as _parallax_v1_EmbedResponseInput, EmbedResponse as _parallax_v1_EmbedResponse } from '../../parallax/v1/EmbedResponse.js';
import type { GetEmbeddingRequestInput as _parallax_v1_GetEmbeddingRequestInput, GetEmbeddingRequest as _parallax_v1_GetEmbeddingRequest } from '../../parallax/v1/GetEmbeddingRequest.js';
import type { GetEmbeddingResponseInput as _parallax_v1_GetEmbeddingResponseInput, GetEmbeddingResponse as _parallax_v1_GetEmbeddingResponse } from '../../parallax/v1/GetEmbeddingResponse.js';
import type { ImportEncoderRequestInput as _parallax_v1_ImportEncoderRequestInput, ImportEncoderRequest as _parallax_v1_ImportEncoderRequest } from '../../parallax/v1/ImportEncoderRequest.js';
import type { ImportEncoderResponseInput as _parallax_v1_ImportEncoderResponseInput, ImportEncoderResponse as _parallax_v1_ImportEncoderResponse } from '../../parallax/v1/ImportEncoderResponse.js';
import type { ListEmbeddingsRequestInput as _parallax_v1_ListEmbeddingsRequestInput, ListEmbeddingsRequest as _parallax_v1_ListEmbeddingsRequest } from '../../parallax/v1/ListEmbeddingsRequest.js';
import type { ListEmbeddingsResponseInput as _parallax_v1_ListEmbeddingsResponseInput, ListEmbeddingsResponse as _parallax_v1_ListEmbeddingsResponse } from '../../parallax/v1/ListEmbeddingsResponse.js';
import type { StartEmbeddingRequestInput as _parallax_v1_StartEmbeddingRequestInput, StartEmbeddingRequest as _parallax_v1_StartEmbeddingRequest } from '../../parallax/v1/StartEmbeddingRequest.js';
import type { StartEmbeddingResponseInput as _parallax_v1_StartEmbeddingResponseInput, StartEmbeddingResponse as _parallax_v1_StartEmbeddingResponse } from '../../parallax/v1/StartEmbeddingResponse.js';
import type { WatchEmbeddingRequestInput as _parallax_v1_WatchEmbeddingRequestInput, WatchEmbeddingRequest as _parallax_v1_WatchEmbeddingRequest } from '../../parallax/v1/WatchEmbeddingRequest.js';
import type { WatchEmbeddingResponseInput as _parallax_v1_WatchEmbeddingResponseInput, WatchEmbeddingResponse as _parallax_v1_WatchEmbeddingResponse } from '../../parallax/v1/WatchEmbeddingResponse.js';

export interface EmbeddingServiceClient extends grpc.Client {
  CancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  CancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  CancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  CancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  cancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  cancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  cancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  cancelEmbedding(argument: _parallax_v1_CancelEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelEmbeddingResponse>): grpc.ClientUnaryCall;
  
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  
  DeleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  DeleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  DeleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  DeleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  deleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  deleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  deleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  deleteEmbedding(argument: _parallax_v1_DeleteEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteEmbeddingResponse>): grpc.ClientUnaryCall;
  
  Embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  Embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  Embed(argument: _parallax_v1_EmbedRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  Embed(argument: _parallax_v1_EmbedRequestInput, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  
  GetEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  GetEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  GetEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  GetEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  getEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  getEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  getEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  getEmbedding(argument: _parallax_v1_GetEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_GetEmbeddingResponse>): grpc.ClientUnaryCall;
  
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  
  ListEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  ListEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  ListEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  ListEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  listEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  listEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  listEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  listEmbeddings(argument: _parallax_v1_ListEmbeddingsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListEmbeddingsResponse>): grpc.ClientUnaryCall;
  
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  
  WatchEmbedding(argument: _parallax_v1_WatchEmbeddingRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchEmbeddingResponse>;
  WatchEmbedding(argument: _parallax_v1_WatchEmbeddingRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchEmbeddingResponse>;
  watchEmbedding(argument: _parallax_v1_WatchEmbeddingRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchEmbeddingResponse>;
  watchEmbedding(argument: _parallax_v1_WatchEmbeddingRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchEmbeddingResponse>;
  
}

export interface EmbeddingServiceHandlers extends grpc.UntypedServiceImplementation {
  CancelEmbedding: grpc.handleUnaryCall<_parallax_v1_CancelEmbeddingRequest, _parallax_v1_CancelEmbeddingResponseInput>;
  
  CreateUpload: grpc.handleUnaryCall<_parallax_v1_CreateUploadRequest, _parallax_v1_CreateUploadResponseInput>;
  
  DeleteEmbedding: grpc.handleUnaryCall<_parallax_v1_DeleteEmbeddingRequest, _parallax_v1_DeleteEmbeddingResponseInput>;
  
  Embed: grpc.handleUnaryCall<_parallax_v1_EmbedRequest, _parallax_v1_EmbedResponseInput>;
  
  GetEmbedding: grpc.handleUnaryCall<_parallax_v1_GetEmbeddingRequest, _parallax_v1_GetEmbeddingResponseInput>;
  
  ImportEncoder: grpc.handleUnaryCall<_parallax_v1_ImportEncoderRequest, _parallax_v1_ImportEncoderResponseInput>;
  
  ListEmbeddings: grpc.handleUnaryCall<_parallax_v1_ListEmbeddingsRequest, _parallax_v1_ListEmbeddingsResponseInput>;
  
  StartEmbedding: grpc.handleUnaryCall<_parallax_v1_StartEmbeddingRequest, _parallax_v1_StartEmbeddingResponseInput>;
  
  WatchEmbedding: grpc.handleServerStreamingCall<_parallax_v1_WatchEmbeddingRequest, _parallax_v1_WatchEmbeddingResponseInput>;
  
}

export interface EmbeddingServiceDefinition extends grpc.ServiceDefinition {
  CancelEmbedding: MethodDefinition<_parallax_v1_CancelEmbeddingRequestInput, _parallax_v1_CancelEmbeddingResponseInput, _parallax_v1_CancelEmbeddingRequest, _parallax_v1_CancelEmbeddingResponse>
  CreateUpload: MethodDefinition<_parallax_v1_CreateUploadRequestInput, _parallax_v1_CreateUploadResponseInput, _parallax_v1_CreateUploadRequest, _parallax_v1_CreateUploadResponse>
  DeleteEmbedding: MethodDefinition<_parallax_v1_DeleteEmbeddingRequestInput, _parallax_v1_DeleteEmbeddingResponseInput, _parallax_v1_DeleteEmbeddingRequest, _parallax_v1_DeleteEmbeddingResponse>
  Embed: MethodDefinition<_parallax_v1_EmbedRequestInput, _parallax_v1_EmbedResponseInput, _parallax_v1_EmbedRequest, _parallax_v1_EmbedResponse>
  GetEmbedding: MethodDefinition<_parallax_v1_GetEmbeddingRequestInput, _parallax_v1_GetEmbeddingResponseInput, _parallax_v1_GetEmbeddingRequest, _parallax_v1_GetEmbeddingResponse>
  ImportEncoder: MethodDefinition<_parallax_v1_ImportEncoderRequestInput, _parallax_v1_ImportEncoderResponseInput, _parallax_v1_ImportEncoderRequest, _parallax_v1_ImportEncoderResponse>
  ListEmbeddings: MethodDefinition<_parallax_v1_ListEmbeddingsRequestInput, _parallax_v1_ListEmbeddingsResponseInput, _parallax_v1_ListEmbeddingsRequest, _parallax_v1_ListEmbeddingsResponse>
  StartEmbedding: MethodDefinition<_parallax_v1_StartEmbeddingRequestInput, _parallax_v1_StartEmbeddingResponseInput, _parallax_v1_StartEmbeddingRequest, _parallax_v1_StartEmbeddingResponse>
  WatchEmbedding: MethodDefinition<_parallax_v1_WatchEmbeddingRequestInput, _parallax_v1_WatchEmbeddingResponseInput, _parallax_v1_WatchEmbeddingRequest, _parallax_v1_WatchEmbeddingResponse>
}
