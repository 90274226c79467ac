// Original file: proto/parallax/v1/job.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelJobRequestInput as _parallax_v1_CancelJobRequestInput, CancelJobRequest as _parallax_v1_CancelJobRequest } from '../../parallax/v1/CancelJobRequest.js';
import type { CancelJobResponseInput as _parallax_v1_CancelJobResponseInput, CancelJobResponse as _parallax_v1_CancelJobResponse } from '../../parallax/v1/CancelJobResponse.js';
import type { DeleteJobRequestInput as _parallax_v1_DeleteJobRequestInput, DeleteJobRequest as _parallax_v1_DeleteJobRequest } from '../../parallax/v1/DeleteJobRequest.js';
import type { DeleteJobResponseInput as _parallax_v1_DeleteJobResponseInput, DeleteJobResponse as _parallax_v1_DeleteJobResponse } from '../../parallax/v1/DeleteJobResponse.js';
import type { GetJobRequestInput as _parallax_v1_GetJobRequestInput, GetJobRequest as _parallax_v1_GetJobRequest } from '../../parallax/v1/GetJobRequest.js';
import type { GetJobResponseInput as _parallax_v1_GetJobResponseInput, GetJobResponse as _parallax_v1_GetJobResponse } from '../../parallax/v1/GetJobResponse.js';
import type { ListJobsRequestInput as _parallax_v1_ListJobsRequestInput, ListJobsRequest as _parallax_v1_ListJobsRequest } from '../../parallax/v1/ListJobsRequest.js';
import type { ListJobsResponseInput as _parallax_v1_ListJobsResponseInput, ListJobsResponse as _parallax_v1_ListJobsResponse } from '../../parallax/v1/ListJobsResponse.js';
import type { PauseJobRequestInput as _parallax_v1_PauseJobRequestInput, PauseJobRequest as _parallax_v1_PauseJobRequest } from '../../parallax/v1/PauseJobRequest.js';
import type { PauseJobResponseInput as _parallax_v1_PauseJobResponseInput, PauseJobResponse as _parallax_v1_PauseJobResponse } from '../../parallax/v1/PauseJobResponse.js';
import type { PruneBlobsRequestInput as _parallax_v1_PruneBlobsRequestInput, PruneBlobsRequest as _parallax_v1_PruneBlobsRequest } from '../../parallax/v1/PruneBlobsRequest.js';
import type { PruneBlobsResponseInput as _parallax_v1_PruneBlobsResponseInput, PruneBlobsResponse as _parallax_v1_PruneBlobsResponse } from '../../parallax/v1/PruneBlobsResponse.js';
import type { ResumeJobRequestInput as _parallax_v1_ResumeJobRequestInput, ResumeJobRequest as _parallax_v1_ResumeJobRequest } from '../../parallax/v1/ResumeJobRequest.js';
import type { ResumeJobResponseInput as _parallax_v1_ResumeJobResponseInput, ResumeJobResponse as _parallax_v1_ResumeJobResponse } from '../../parallax/v1/ResumeJobResponse.js';
import type { RetryJobRequestInput as _parallax_v1_RetryJobRequestInput, RetryJobRequest as _parallax_v1_RetryJobRequest } from '../../parallax/v1/RetryJobRequest.js';
import type { RetryJobResponseInput as _parallax_v1_RetryJobResponseInput, RetryJobResponse as _parallax_v1_RetryJobResponse } from '../../parallax/v1/RetryJobResponse.js';
import type { WatchJobRequestInput as _parallax_v1_WatchJobRequestInput, WatchJobRequest as _parallax_v1_WatchJobRequest } from '../../parallax/v1/WatchJobRequest.js';
import type { WatchJobResponseInput as _parallax_v1_WatchJobResponseInput, WatchJobResponse as _parallax_v1_WatchJobResponse } from '../../parallax/v1/WatchJobResponse.js';

export interface JobServiceClient extends grpc.Client {
  CancelJob(argument: _parallax_v1_CancelJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  CancelJob(argument: _parallax_v1_CancelJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  CancelJob(argument: _parallax_v1_CancelJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  CancelJob(argument: _parallax_v1_CancelJobRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _parallax_v1_CancelJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _parallax_v1_CancelJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _parallax_v1_CancelJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  cancelJob(argument: _parallax_v1_CancelJobRequestInput, callback: grpc.requestCallback<_parallax_v1_CancelJobResponse>): grpc.ClientUnaryCall;
  
  DeleteJob(argument: _parallax_v1_DeleteJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  DeleteJob(argument: _parallax_v1_DeleteJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  DeleteJob(argument: _parallax_v1_DeleteJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  DeleteJob(argument: _parallax_v1_DeleteJobRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  deleteJob(argument: _parallax_v1_DeleteJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  deleteJob(argument: _parallax_v1_DeleteJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  deleteJob(argument: _parallax_v1_DeleteJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  deleteJob(argument: _parallax_v1_DeleteJobRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteJobResponse>): grpc.ClientUnaryCall;
  
  GetJob(argument: _parallax_v1_GetJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  GetJob(argument: _parallax_v1_GetJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  GetJob(argument: _parallax_v1_GetJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  GetJob(argument: _parallax_v1_GetJobRequestInput, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  getJob(argument: _parallax_v1_GetJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  getJob(argument: _parallax_v1_GetJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  getJob(argument: _parallax_v1_GetJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  getJob(argument: _parallax_v1_GetJobRequestInput, callback: grpc.requestCallback<_parallax_v1_GetJobResponse>): grpc.ClientUnaryCall;
  
  ListJobs(argument: _parallax_v1_ListJobsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  ListJobs(argument: _parallax_v1_ListJobsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  ListJobs(argument: _parallax_v1_ListJobsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  ListJobs(argument: _parallax_v1_ListJobsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  listJobs(argument: _parallax_v1_ListJobsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  listJobs(argument: _parallax_v1_ListJobsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  listJobs(argument: _parallax_v1_ListJobsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  listJobs(argument: _parallax_v1_ListJobsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListJobsResponse>): grpc.ClientUnaryCall;
  
  PauseJob(argument: _parallax_v1_PauseJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  PauseJob(argument: _parallax_v1_PauseJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  PauseJob(argument: _parallax_v1_PauseJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  PauseJob(argument: _parallax_v1_PauseJobRequestInput, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  pauseJob(argument: _parallax_v1_PauseJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  pauseJob(argument: _parallax_v1_PauseJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  pauseJob(argument: _parallax_v1_PauseJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  pauseJob(argument: _parallax_v1_PauseJobRequestInput, callback: grpc.requestCallback<_parallax_v1_PauseJobResponse>): grpc.ClientUnaryCall;
  
  PruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  PruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  PruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  PruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  pruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  pruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  pruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  pruneBlobs(argument: _parallax_v1_PruneBlobsRequestInput, callback: grpc.requestCallback<_parallax_v1_PruneBlobsResponse>): grpc.ClientUnaryCall;
  
  ResumeJob(argument: _parallax_v1_ResumeJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  ResumeJob(argument: _parallax_v1_ResumeJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  ResumeJob(argument: _parallax_v1_ResumeJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  ResumeJob(argument: _parallax_v1_ResumeJobRequestInput, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  resumeJob(argument: _parallax_v1_ResumeJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  resumeJob(argument: _parallax_v1_ResumeJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  resumeJob(argument: _parallax_v1_ResumeJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  resumeJob(argument: _parallax_v1_ResumeJobRequestInput, callback: grpc.requestCallback<_parallax_v1_ResumeJobResponse>): grpc.ClientUnaryCall;
  
  RetryJob(argument: _parallax_v1_RetryJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  RetryJob(argument: _parallax_v1_RetryJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  RetryJob(argument: _parallax_v1_RetryJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  RetryJob(argument: _parallax_v1_RetryJobRequestInput, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  retryJob(argument: _parallax_v1_RetryJobRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  retryJob(argument: _parallax_v1_RetryJobRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  retryJob(argument: _parallax_v1_RetryJobRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  retryJob(argument: _parallax_v1_RetryJobRequestInput, callback: grpc.requestCallback<_parallax_v1_RetryJobResponse>): grpc.ClientUnaryCall;
  
  WatchJob(argument: _parallax_v1_WatchJobRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchJobResponse>;
  WatchJob(argument: _parallax_v1_WatchJobRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchJobResponse>;
  watchJob(argument: _parallax_v1_WatchJobRequestInput, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchJobResponse>;
  watchJob(argument: _parallax_v1_WatchJobRequestInput, options?: grpc.CallOptions): grpc.ClientReadableStream<_parallax_v1_WatchJobResponse>;
  
}

export interface JobServiceHandlers extends grpc.UntypedServiceImplementation {
  CancelJob: grpc.handleUnaryCall<_parallax_v1_CancelJobRequest, _parallax_v1_CancelJobResponseInput>;
  
  DeleteJob: grpc.handleUnaryCall<_parallax_v1_DeleteJobRequest, _parallax_v1_DeleteJobResponseInput>;
  
  GetJob: grpc.handleUnaryCall<_parallax_v1_GetJobRequest, _parallax_v1_GetJobResponseInput>;
  
  ListJobs: grpc.handleUnaryCall<_parallax_v1_ListJobsRequest, _parallax_v1_ListJobsResponseInput>;
  
  PauseJob: grpc.handleUnaryCall<_parallax_v1_PauseJobRequest, _parallax_v1_PauseJobResponseInput>;
  
  PruneBlobs: grpc.handleUnaryCall<_parallax_v1_PruneBlobsRequest, _parallax_v1_PruneBlobsResponseInput>;
  
  ResumeJob: grpc.handleUnaryCall<_parallax_v1_ResumeJobRequest, _parallax_v1_ResumeJobResponseInput>;
  
  RetryJob: grpc.handleUnaryCall<_parallax_v1_RetryJobRequest, _parallax_v1_RetryJobResponseInput>;
  
  WatchJob: grpc.handleServerStreamingCall<_parallax_v1_WatchJobRequest, _parallax_v1_WatchJobResponseInput>;
  
}

export interface JobServiceDefinition extends grpc.ServiceDefinition {
  CancelJob: MethodDefinition<_parallax_v1_CancelJobRequestInput, _parallax_v1_CancelJobResponseInput, _parallax_v1_CancelJobRequest, _parallax_v1_CancelJobResponse>
  DeleteJob: MethodDefinition<_parallax_v1_DeleteJobRequestInput, _parallax_v1_DeleteJobResponseInput, _parallax_v1_DeleteJobRequest, _parallax_v1_DeleteJobResponse>
  GetJob: MethodDefinition<_parallax_v1_GetJobRequestInput, _parallax_v1_GetJobResponseInput, _parallax_v1_GetJobRequest, _parallax_v1_GetJobResponse>
  ListJobs: MethodDefinition<_parallax_v1_ListJobsRequestInput, _parallax_v1_ListJobsResponseInput, _parallax_v1_ListJobsRequest, _parallax_v1_ListJobsResponse>
  PauseJob: MethodDefinition<_parallax_v1_PauseJobRequestInput, _parallax_v1_PauseJobResponseInput, _parallax_v1_PauseJobRequest, _parallax_v1_PauseJobResponse>
  PruneBlobs: MethodDefinition<_parallax_v1_PruneBlobsRequestInput, _parallax_v1_PruneBlobsResponseInput, _parallax_v1_PruneBlobsRequest, _parallax_v1_PruneBlobsResponse>
  ResumeJob: MethodDefinition<_parallax_v1_ResumeJobRequestInput, _parallax_v1_ResumeJobResponseInput, _parallax_v1_ResumeJobRequest, _parallax_v1_ResumeJobResponse>
  RetryJob: MethodDefinition<_parallax_v1_RetryJobRequestInput, _parallax_v1_RetryJobResponseInput, _parallax_v1_RetryJobRequest, _parallax_v1_RetryJobResponse>
  WatchJob: MethodDefinition<_parallax_v1_WatchJobRequestInput, _parallax_v1_WatchJobResponseInput, _parallax_v1_WatchJobRequest, _parallax_v1_WatchJobResponse>
}
