// Original file: proto/parallax/v1/augmentation.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AugmentRequestInput as _parallax_v1_AugmentRequestInput, AugmentRequest as _parallax_v1_AugmentRequest } from '../../parallax/v1/AugmentRequest.js';
import type { AugmentResponseInput as _parallax_v1_AugmentResponseInput, AugmentResponse as _parallax_v1_AugmentResponse } from '../../parallax/v1/AugmentResponse.js';
import type { CreateImportUploadRequestInput as _parallax_v1_CreateImportUploadRequestInput, CreateImportUploadRequest as _parallax_v1_CreateImportUploadRequest } from '../../parallax/v1/CreateImportUploadRequest.js';
import type { CreateImportUploadResponseInput as _parallax_v1_CreateImportUploadResponseInput, CreateImportUploadResponse as _parallax_v1_CreateImportUploadResponse } from '../../parallax/v1/CreateImportUploadResponse.js';
import type { DeleteDatasetRequestInput as _parallax_v1_DeleteDatasetRequestInput, DeleteDatasetRequest as _parallax_v1_DeleteDatasetRequest } from '../../parallax/v1/DeleteDatasetRequest.js';
import type { DeleteDatasetResponseInput as _parallax_v1_DeleteDatasetResponseInput, DeleteDatasetResponse as _parallax_v1_DeleteDatasetResponse } from '../../parallax/v1/DeleteDatasetResponse.js';
import type { GetDatasetRequestInput as _parallax_v1_GetDatasetRequestInput, GetDatasetRequest as _parallax_v1_GetDatasetRequest } from '../../parallax/v1/GetDatasetRequest.js';
import type { GetDatasetResponseInput as _parallax_v1_GetDatasetResponseInput, GetDatasetResponse as _parallax_v1_GetDatasetResponse } from '../../parallax/v1/GetDatasetResponse.js';
import type { ImportDatasetRequestInput as _parallax_v1_ImportDatasetRequestInput, ImportDatasetRequest as _parallax_v1_ImportDatasetRequest } from '../../parallax/v1/ImportDatasetRequest.js';
import type { ImportDatasetResponseInput as _parallax_v1_ImportDatasetResponseInput, ImportDatasetResponse as _parallax_v1_ImportDatasetResponse } from '../../parallax/v1/ImportDatasetResponse.js';
import type { ListDatasetsRequestInput as _parallax_v1_ListDatasetsRequestInput, ListDatasetsRequest as _parallax_v1_ListDatasetsRequest } from '../../parallax/v1/ListDatasetsRequest.js';
import type { ListDatasetsResponseInput as _parallax_v1_ListDatasetsResponseInput, ListDatasetsResponse as _parallax_v1_ListDatasetsResponse } from '../../parallax/v1/ListDatasetsResponse.js';
import type { ListRecipesRequestInput as _parallax_v1_ListRecipesRequestInput, ListRecipesRequest as _parallax_v1_ListRecipesRequest } from '../../parallax/v1/ListRecipesRequest.js';
import type { ListRecipesResponseInput as _parallax_v1_ListRecipesResponseInput, ListRecipesResponse as _parallax_v1_ListRecipesResponse } from '../../parallax/v1/ListRecipesResponse.js';
import type { PreviewRequestInput as _parallax_v1_PreviewRequestInput, PreviewRequest as _parallax_v1_PreviewRequest } from '../../parallax/v1/PreviewRequest.js';
import type { PreviewResponseInput as _parallax_v1_PreviewResponseInput, PreviewResponse as _parallax_v1_PreviewResponse } from '../../parallax/v1/PreviewResponse.js';
import type { RenameDatasetRequestInput as _parallax_v1_RenameDatasetRequestInput, RenameDatasetRequest as _parallax_v1_RenameDatasetRequest } from '../../parallax/v1/RenameDatasetRequest.js';
import type { RenameDatasetResponseInput as _parallax_v1_RenameDatasetResponseInput, RenameDatasetResponse as _parallax_v1_RenameDatasetResponse } from '../../parallax/v1/RenameDatasetResponse.js';
import type { StartImportRequestInput as _parallax_v1_StartImportRequestInput, StartImportRequest as _parallax_v1_StartImportRequest } from '../../parallax/v1/StartImportRequest.js';
import type { StartImportResponseInput as _parallax_v1_StartImportResponseInput, StartImportResponse as _parallax_v1_StartImportResponse } from '../../parallax/v1/StartImportResponse.js';

export interface AugmentationServiceClient extends grpc.Client {
  Augment(argument: _parallax_v1_AugmentRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  Augment(argument: _parallax_v1_AugmentRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  Augment(argument: _parallax_v1_AugmentRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  Augment(argument: _parallax_v1_AugmentRequestInput, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  augment(argument: _parallax_v1_AugmentRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  augment(argument: _parallax_v1_AugmentRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  augment(argument: _parallax_v1_AugmentRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  augment(argument: _parallax_v1_AugmentRequestInput, callback: grpc.requestCallback<_parallax_v1_AugmentResponse>): grpc.ClientUnaryCall;
  
  CreateImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  CreateImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  CreateImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  CreateImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  createImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  createImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  createImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  createImportUpload(argument: _parallax_v1_CreateImportUploadRequestInput, callback: grpc.requestCallback<_parallax_v1_CreateImportUploadResponse>): grpc.ClientUnaryCall;
  
  DeleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  DeleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  DeleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  DeleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  deleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  deleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  deleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  deleteDataset(argument: _parallax_v1_DeleteDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_DeleteDatasetResponse>): grpc.ClientUnaryCall;
  
  GetDataset(argument: _parallax_v1_GetDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  GetDataset(argument: _parallax_v1_GetDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  GetDataset(argument: _parallax_v1_GetDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  GetDataset(argument: _parallax_v1_GetDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  getDataset(argument: _parallax_v1_GetDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  getDataset(argument: _parallax_v1_GetDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  getDataset(argument: _parallax_v1_GetDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  getDataset(argument: _parallax_v1_GetDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_GetDatasetResponse>): grpc.ClientUnaryCall;
  
  ImportDataset(argument: _parallax_v1_ImportDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  ImportDataset(argument: _parallax_v1_ImportDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  ImportDataset(argument: _parallax_v1_ImportDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  ImportDataset(argument: _parallax_v1_ImportDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  importDataset(argument: _parallax_v1_ImportDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  importDataset(argument: _parallax_v1_ImportDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  importDataset(argument: _parallax_v1_ImportDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  importDataset(argument: _parallax_v1_ImportDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_ImportDatasetResponse>): grpc.ClientUnaryCall;
  
  ListDatasets(argument: _parallax_v1_ListDatasetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  ListDatasets(argument: _parallax_v1_ListDatasetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  ListDatasets(argument: _parallax_v1_ListDatasetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  ListDatasets(argument: _parallax_v1_ListDatasetsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  listDatasets(argument: _parallax_v1_ListDatasetsRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  listDatasets(argument: _parallax_v1_ListDatasetsRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  listDatasets(argument: _parallax_v1_ListDatasetsRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  listDatasets(argument: _parallax_v1_ListDatasetsRequestInput, callback: grpc.requestCallback<_parallax_v1_ListDatasetsResponse>): grpc.ClientUnaryCall;
  
  ListRecipes(argument: _parallax_v1_ListRecipesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  ListRecipes(argument: _parallax_v1_ListRecipesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  ListRecipes(argument: _parallax_v1_ListRecipesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  ListRecipes(argument: _parallax_v1_ListRecipesRequestInput, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  listRecipes(argument: _parallax_v1_ListRecipesRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  listRecipes(argument: _parallax_v1_ListRecipesRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  listRecipes(argument: _parallax_v1_ListRecipesRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  listRecipes(argument: _parallax_v1_ListRecipesRequestInput, callback: grpc.requestCallback<_parallax_v1_ListRecipesResponse>): grpc.ClientUnaryCall;
  
  Preview(argument: _parallax_v1_PreviewRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  Preview(argument: _parallax_v1_PreviewRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  Preview(argument: _parallax_v1_PreviewRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  Preview(argument: _parallax_v1_PreviewRequestInput, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  preview(argument: _parallax_v1_PreviewRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  preview(argument: _parallax_v1_PreviewRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  preview(argument: _parallax_v1_PreviewRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  preview(argument: _parallax_v1_PreviewRequestInput, callback: grpc.requestCallback<_parallax_v1_PreviewResponse>): grpc.ClientUnaryCall;
  
  RenameDataset(argument: _parallax_v1_RenameDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  RenameDataset(argument: _parallax_v1_RenameDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  RenameDataset(argument: _parallax_v1_RenameDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  RenameDataset(argument: _parallax_v1_RenameDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  renameDataset(argument: _parallax_v1_RenameDatasetRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  renameDataset(argument: _parallax_v1_RenameDatasetRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  renameDataset(argument: _parallax_v1_RenameDatasetRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  renameDataset(argument: _parallax_v1_RenameDatasetRequestInput, callback: grpc.requestCallback<_parallax_v1_RenameDatasetResponse>): grpc.ClientUnaryCall;
  
  StartImport(argument: _parallax_v1_StartImportRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  StartImport(argument: _parallax_v1_StartImportRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  StartImport(argument: _parallax_v1_StartImportRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  StartImport(argument: _parallax_v1_StartImportRequestInput, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  startImport(argument: _parallax_v1_StartImportRequestInput, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  startImport(argument: _parallax_v1_StartImportRequestInput, metadata: grpc.Metadata, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  startImport(argument: _parallax_v1_StartImportRequestInput, options: grpc.CallOptions, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  startImport(argument: _parallax_v1_StartImportRequestInput, callback: grpc.requestCallback<_parallax_v1_StartImportResponse>): grpc.ClientUnaryCall;
  
}

export interface AugmentationServiceHandlers extends grpc.UntypedServiceImplementation {
  Augment: grpc.handleUnaryCall<_parallax_v1_AugmentRequest, _parallax_v1_AugmentResponseInput>;
  
  CreateImportUpload: grpc.handleUnaryCall<_parallax_v1_CreateImportUploadRequest, _parallax_v1_CreateImportUploadResponseInput>;
  
  DeleteDataset: grpc.handleUnaryCall<_parallax_v1_DeleteDatasetRequest, _parallax_v1_DeleteDatasetResponseInput>;
  
  GetDataset: grpc.handleUnaryCall<_parallax_v1_GetDatasetRequest, _parallax_v1_GetDatasetResponseInput>;
  
  ImportDataset: grpc.handleUnaryCall<_parallax_v1_ImportDatasetRequest, _parallax_v1_ImportDatasetResponseInput>;
  
  ListDatasets: grpc.handleUnaryCall<_parallax_v1_ListDatasetsRequest, _parallax_v1_ListDatasetsResponseInput>;
  
  ListRecipes: grpc.handleUnaryCall<_parallax_v1_ListRecipesRequest, _parallax_v1_ListRecipesResponseInput>;
  
  Preview: grpc.handleUnaryCall<_parallax_v1_PreviewRequest, _parallax_v1_PreviewResponseInput>;
  
  RenameDataset: grpc.handleUnaryCall<_parallax_v1_RenameDatasetRequest, _parallax_v1_RenameDatasetResponseInput>;
  
  StartImport: grpc.handleUnaryCall<_parallax_v1_StartImportRequest, _parallax_v1_StartImportResponseInput>;
  
}

export interface AugmentationServiceDefinition extends grpc.ServiceDefinition {
  Augment: MethodDefinition<_parallax_v1_AugmentRequestInput, _parallax_v1_AugmentResponseInput, _parallax_v1_AugmentRequest, _parallax_v1_AugmentResponse>
  CreateImportUpload: MethodDefinition<_parallax_v1_CreateImportUploadRequestInput, _parallax_v1_CreateImportUploadResponseInput, _parallax_v1_CreateImportUploadRequest, _parallax_v1_CreateImportUploadResponse>
  DeleteDataset: MethodDefinition<_parallax_v1_DeleteDatasetRequestInput, _parallax_v1_DeleteDatasetResponseInput, _parallax_v1_DeleteDatasetRequest, _parallax_v1_DeleteDatasetResponse>
  GetDataset: MethodDefinition<_parallax_v1_GetDatasetRequestInput, _parallax_v1_GetDatasetResponseInput, _parallax_v1_GetDatasetRequest, _parallax_v1_GetDatasetResponse>
  ImportDataset: MethodDefinition<_parallax_v1_ImportDatasetRequestInput, _parallax_v1_ImportDatasetResponseInput, _parallax_v1_ImportDatasetRequest, _parallax_v1_ImportDatasetResponse>
  ListDatasets: MethodDefinition<_parallax_v1_ListDatasetsRequestInput, _parallax_v1_ListDatasetsResponseInput, _parallax_v1_ListDatasetsRequest, _parallax_v1_ListDatasetsResponse>
  ListRecipes: MethodDefinition<_parallax_v1_ListRecipesRequestInput, _parallax_v1_ListRecipesResponseInput, _parallax_v1_ListRecipesRequest, _parallax_v1_ListRecipesResponse>
  Preview: MethodDefinition<_parallax_v1_PreviewRequestInput, _parallax_v1_PreviewResponseInput, _parallax_v1_PreviewRequest, _parallax_v1_PreviewResponse>
  RenameDataset: MethodDefinition<_parallax_v1_RenameDatasetRequestInput, _parallax_v1_RenameDatasetResponseInput, _parallax_v1_RenameDatasetRequest, _parallax_v1_RenameDatasetResponse>
  StartImport: MethodDefinition<_parallax_v1_StartImportRequestInput, _parallax_v1_StartImportResponseInput, _parallax_v1_StartImportRequest, _parallax_v1_StartImportResponse>
}
