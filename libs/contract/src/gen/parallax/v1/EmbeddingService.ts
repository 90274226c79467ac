// Original file: proto/parallax/v1/embedding_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ClassifyRequestInput as _parallax_v1_ClassifyRequestInput, ClassifyRequest as _parallax_v1_ClassifyRequest } from '../../parallax/v1/ClassifyRequest.js';
import type { ClassifyResponseInput as _parallax_v1_ClassifyResponseInput, ClassifyResponse as _parallax_v1_ClassifyResponse } from '../../parallax/v1/ClassifyResponse.js';
import type { CreateUploadRequestInput as _parallax_v1_CreateUploadRequestInput, CreateUploadRequest as _parallax_v1_CreateUploadRequest } from '../../parallax/v1/CreateUploadRequest.js';
import type { CreateUploadResponseInput as _parallax_v1_CreateUploadResponseInput, CreateUploadResponse as _parallax_v1_CreateUploadResponse } from '../../parallax/v1/CreateUploadResponse.js';
import type { EmbedRequestInput as _parallax_v1_EmbedRequestInput, EmbedRequest as _parallax_v1_EmbedRequest } from '../../parallax/v1/EmbedRequest.js';
import type { EmbedResponseInput as _parallax_v1_EmbedResponseInput, EmbedResponse as _parallax_v1_EmbedResponse } from '../../parallax/v1/EmbedResponse.js';
import type { GetEncoderRequestInput as _parallax_v1_GetEncoderRequestInput, GetEncoderRequest as _parallax_v1_GetEncoderRequest } from '../../parallax/v1/GetEncoderRequest.js';
import type { GetEncoderResponseInput as _parallax_v1_GetEncoderResponseInput, GetEncoderResponse as _parallax_v1_GetEncoderResponse } from '../../parallax/v1/GetEncoderResponse.js';
import type { ImportEncoderRequestInput as _parallax_v1_ImportEncoderRequestInput, ImportEncoderRequest as _parallax_v1_ImportEncoderRequest } from '../../parallax/v1/ImportEncoderRequest.js';
import type { ImportEncoderResponseInput as _parallax_v1_ImportEncoderResponseInput, ImportEncoderResponse as _parallax_v1_ImportEncoderResponse } from '../../parallax/v1/ImportEncoderResponse.js';
import type { ListEncodersRequestInput as _parallax_v1_ListEncodersRequestInput, ListEncodersRequest as _parallax_v1_ListEncodersRequest } from '../../parallax/v1/ListEncodersRequest.js';
import type { ListEncodersResponseInput as _parallax_v1_ListEncodersResponseInput, ListEncodersResponse as _parallax_v1_ListEncodersResponse } from '../../parallax/v1/ListEncodersResponse.js';
import type { StartEmbeddingRequestInput as _parallax_v1_StartEmbeddingRequestInput, StartEmbeddingRequest as _parallax_v1_StartEmbeddingRequest } from '../../parallax/v1/StartEmbeddingRequest.js';
import type { StartEmbeddingResponseInput as _parallax_v1_StartEmbeddingResponseInput, StartEmbeddingResponse as _parallax_v1_StartEmbeddingResponse } from '../../parallax/v1/StartEmbeddingResponse.js';

export interface EmbeddingServiceClient extends grpc.Client {
  Classify(argument: _parallax_v1_ClassifyRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  Classify(argument: _parallax_v1_ClassifyRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  Classify(argument: _parallax_v1_ClassifyRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  Classify(argument: _parallax_v1_ClassifyRequestInput, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  classify(argument: _parallax_v1_ClassifyRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  classify(argument: _parallax_v1_ClassifyRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  classify(argument: _parallax_v1_ClassifyRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  classify(argument: _parallax_v1_ClassifyRequestInput, callback: grpc.requestCallback<_parallax_v1_ClassifyResponse>): grpc.ClientUnaryCall;
  
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  CreateUpload(argument: _parallax_v1_CreateUploadRequestInput, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  createUpload(argument: _parallax_v1_CreateUploadRequestInput, callback: grpc.requestCallback<_parallax_v1_CreateUploadResponse>): grpc.ClientUnaryCall;
  
  Embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  Embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  Embed(argument: _parallax_v1_EmbedRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  Embed(argument: _parallax_v1_EmbedRequestInput, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  embed(argument: _parallax_v1_EmbedRequestInput, callback: grpc.requestCallback<_parallax_v1_EmbedResponse>): grpc.ClientUnaryCall;
  
  GetEncoder(argument: _parallax_v1_GetEncoderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  GetEncoder(argument: _parallax_v1_GetEncoderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  GetEncoder(argument: _parallax_v1_GetEncoderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  GetEncoder(argument: _parallax_v1_GetEncoderRequestInput, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  getEncoder(argument: _parallax_v1_GetEncoderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  getEncoder(argument: _parallax_v1_GetEncoderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  getEncoder(argument: _parallax_v1_GetEncoderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  getEncoder(argument: _parallax_v1_GetEncoderRequestInput, callback: grpc.requestCallback<_parallax_v1_GetEncoderResponse>): grpc.ClientUnaryCall;
  
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  ImportEncoder(argument: _parallax_v1_ImportEncoderRequestInput, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  importEncoder(argument: _parallax_v1_ImportEncoderRequestInput, callback: grpc.requestCallback<_parallax_v1_ImportEncoderResponse>): grpc.ClientUnaryCall;
  
  ListEncoders(argument: _parallax_v1_ListEncodersRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  ListEncoders(argument: _parallax_v1_ListEncodersRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  ListEncoders(argument: _parallax_v1_ListEncodersRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  ListEncoders(argument: _parallax_v1_ListEncodersRequestInput, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  listEncoders(argument: _parallax_v1_ListEncodersRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  listEncoders(argument: _parallax_v1_ListEncodersRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  listEncoders(argument: _parallax_v1_ListEncodersRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  listEncoders(argument: _parallax_v1_ListEncodersRequestInput, callback: grpc.requestCallback<_parallax_v1_ListEncodersResponse>): grpc.ClientUnaryCall;
  
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  StartEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  startEmbedding(argument: _parallax_v1_StartEmbeddingRequestInput, callback: grpc.requestCallback<_parallax_v1_StartEmbeddingResponse>): grpc.ClientUnaryCall;
  
}

export interface EmbeddingServiceHandlers extends grpc.UntypedServiceImplementation {
  Classify: grpc.handleUnaryCall<_parallax_v1_ClassifyRequest, _parallax_v1_ClassifyResponseInput>;
  
  CreateUpload: grpc.handleUnaryCall<_parallax_v1_CreateUploadRequest, _parallax_v1_CreateUploadResponseInput>;
  
  Embed: grpc.handleUnaryCall<_parallax_v1_EmbedRequest, _parallax_v1_EmbedResponseInput>;
  
  GetEncoder: grpc.handleUnaryCall<_parallax_v1_GetEncoderRequest, _parallax_v1_GetEncoderResponseInput>;
  
  ImportEncoder: grpc.handleUnaryCall<_parallax_v1_ImportEncoderRequest, _parallax_v1_ImportEncoderResponseInput>;
  
  ListEncoders: grpc.handleUnaryCall<_parallax_v1_ListEncodersRequest, _parallax_v1_ListEncodersResponseInput>;
  
  StartEmbedding: grpc.handleUnaryCall<_parallax_v1_StartEmbeddingRequest, _parallax_v1_StartEmbeddingResponseInput>;
  
}

export interface EmbeddingServiceDefinition extends grpc.ServiceDefinition {
  Classify: MethodDefinition<_parallax_v1_ClassifyRequestInput, _parallax_v1_ClassifyResponseInput, _parallax_v1_ClassifyRequest, _parallax_v1_ClassifyResponse>
  CreateUpload: MethodDefinition<_parallax_v1_CreateUploadRequestInput, _parallax_v1_CreateUploadResponseInput, _parallax_v1_CreateUploadRequest, _parallax_v1_CreateUploadResponse>
  Embed: MethodDefinition<_parallax_v1_EmbedRequestInput, _parallax_v1_EmbedResponseInput, _parallax_v1_EmbedRequest, _parallax_v1_EmbedResponse>
  GetEncoder: MethodDefinition<_parallax_v1_GetEncoderRequestInput, _parallax_v1_GetEncoderResponseInput, _parallax_v1_GetEncoderRequest, _parallax_v1_GetEncoderResponse>
  ImportEncoder: MethodDefinition<_parallax_v1_ImportEncoderRequestInput, _parallax_v1_ImportEncoderResponseInput, _parallax_v1_ImportEncoderRequest, _parallax_v1_ImportEncoderResponse>
  ListEncoders: MethodDefinition<_parallax_v1_ListEncodersRequestInput, _parallax_v1_ListEncodersResponseInput, _parallax_v1_ListEncodersRequest, _parallax_v1_ListEncodersResponse>
  StartEmbedding: MethodDefinition<_parallax_v1_StartEmbeddingRequestInput, _parallax_v1_StartEmbeddingResponseInput, _parallax_v1_StartEmbeddingRequest, _parallax_v1_StartEmbeddingResponse>
}
