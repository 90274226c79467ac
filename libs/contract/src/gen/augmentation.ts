import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AugmentRequestInput as _parallax_v1_AugmentRequestInput, AugmentRequest as _parallax_v1_AugmentRequest } from './parallax/v1/AugmentRequest.js';
import type { AugmentResponseInput as _parallax_v1_AugmentResponseInput, AugmentResponse as _parallax_v1_AugmentResponse } from './parallax/v1/AugmentResponse.js';
import type { AugmentationServiceClient as _parallax_v1_AugmentationServiceClient, AugmentationServiceDefinition as _parallax_v1_AugmentationServiceDefinition } from './parallax/v1/AugmentationService.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { ColorJitterInput as _parallax_v1_ColorJitterInput, ColorJitter as _parallax_v1_ColorJitter } from './parallax/v1/ColorJitter.js';
import type { CutoutInput as _parallax_v1_CutoutInput, Cutout as _parallax_v1_Cutout } from './parallax/v1/Cutout.js';
import type { DatasetInput as _parallax_v1_DatasetInput, Dataset as _parallax_v1_Dataset } from './parallax/v1/Dataset.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from './parallax/v1/DatasetRef.js';
import type { GetDatasetRequestInput as _parallax_v1_GetDatasetRequestInput, GetDatasetRequest as _parallax_v1_GetDatasetRequest } from './parallax/v1/GetDatasetRequest.js';
import type { GetDatasetResponseInput as _parallax_v1_GetDatasetResponseInput, GetDatasetResponse as _parallax_v1_GetDatasetResponse } from './parallax/v1/GetDatasetResponse.js';
import type { ImageShardInput as _parallax_v1_ImageShardInput, ImageShard as _parallax_v1_ImageShard } from './parallax/v1/ImageShard.js';
import type { ImportDatasetRequestInput as _parallax_v1_ImportDatasetRequestInput, ImportDatasetRequest as _parallax_v1_ImportDatasetRequest } from './parallax/v1/ImportDatasetRequest.js';
import type { ImportDatasetResponseInput as _parallax_v1_ImportDatasetResponseInput, ImportDatasetResponse as _parallax_v1_ImportDatasetResponse } from './parallax/v1/ImportDatasetResponse.js';
import type { ListDatasetsRequestInput as _parallax_v1_ListDatasetsRequestInput, ListDatasetsRequest as _parallax_v1_ListDatasetsRequest } from './parallax/v1/ListDatasetsRequest.js';
import type { ListDatasetsResponseInput as _parallax_v1_ListDatasetsResponseInput, ListDatasetsResponse as _parallax_v1_ListDatasetsResponse } from './parallax/v1/ListDatasetsResponse.js';
import type { ListRecipesRequestInput as _parallax_v1_ListRecipesRequestInput, ListRecipesRequest as _parallax_v1_ListRecipesRequest } from './parallax/v1/ListRecipesRequest.js';
import type { ListRecipesResponseInput as _parallax_v1_ListRecipesResponseInput, ListRecipesResponse as _parallax_v1_ListRecipesResponse } from './parallax/v1/ListRecipesResponse.js';
import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from './parallax/v1/Normalisation.js';
import type { OperationInput as _parallax_v1_OperationInput, Operation as _parallax_v1_Operation } from './parallax/v1/Operation.js';
import type { PreviewRequestInput as _parallax_v1_PreviewRequestInput, PreviewRequest as _parallax_v1_PreviewRequest } from './parallax/v1/PreviewRequest.js';
import type { PreviewResponseInput as _parallax_v1_PreviewResponseInput, PreviewResponse as _parallax_v1_PreviewResponse } from './parallax/v1/PreviewResponse.js';
import type { RandomAffineInput as _parallax_v1_RandomAffineInput, RandomAffine as _parallax_v1_RandomAffine } from './parallax/v1/RandomAffine.js';
import type { RandomGrayscaleInput as _parallax_v1_RandomGrayscaleInput, RandomGrayscale as _parallax_v1_RandomGrayscale } from './parallax/v1/RandomGrayscale.js';
import type { RandomHorizontalFlipInput as _parallax_v1_RandomHorizontalFlipInput, RandomHorizontalFlip as _parallax_v1_RandomHorizontalFlip } from './parallax/v1/RandomHorizontalFlip.js';
import type { RandomResizedCropInput as _parallax_v1_RandomResizedCropInput, RandomResizedCrop as _parallax_v1_RandomResizedCrop } from './parallax/v1/RandomResizedCrop.js';
import type { RangeInput as _parallax_v1_RangeInput, Range as _parallax_v1_Range } from './parallax/v1/Range.js';
import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from './parallax/v1/Recipe.js';
import type { SplitInput as _parallax_v1_SplitInput, Split as _parallax_v1_Split } from './parallax/v1/Split.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      AugmentRequest: MessageTypeDefinition<_parallax_v1_AugmentRequestInput, _parallax_v1_AugmentRequest>
      AugmentResponse: MessageTypeDefinition<_parallax_v1_AugmentResponseInput, _parallax_v1_AugmentResponse>
      AugmentationService: SubtypeConstructor<typeof grpc.Client, _parallax_v1_AugmentationServiceClient> & { service: _parallax_v1_AugmentationServiceDefinition }
      BlobRef: MessageTypeDefinition<_parallax_v1_BlobRefInput, _parallax_v1_BlobRef>
      ColorJitter: MessageTypeDefinition<_parallax_v1_ColorJitterInput, _parallax_v1_ColorJitter>
      Cutout: MessageTypeDefinition<_parallax_v1_CutoutInput, _parallax_v1_Cutout>
      Dataset: MessageTypeDefinition<_parallax_v1_DatasetInput, _parallax_v1_Dataset>
      DatasetRef: MessageTypeDefinition<_parallax_v1_DatasetRefInput, _parallax_v1_DatasetRef>
      GetDatasetRequest: MessageTypeDefinition<_parallax_v1_GetDatasetRequestInput, _parallax_v1_GetDatasetRequest>
      GetDatasetResponse: MessageTypeDefinition<_parallax_v1_GetDatasetResponseInput, _parallax_v1_GetDatasetResponse>
      ImageShard: MessageTypeDefinition<_parallax_v1_ImageShardInput, _parallax_v1_ImageShard>
      ImportDatasetRequest: MessageTypeDefinition<_parallax_v1_ImportDatasetRequestInput, _parallax_v1_ImportDatasetRequest>
      ImportDatasetResponse: MessageTypeDefinition<_parallax_v1_ImportDatasetResponseInput, _parallax_v1_ImportDatasetResponse>
      ListDatasetsRequest: MessageTypeDefinition<_parallax_v1_ListDatasetsRequestInput, _parallax_v1_ListDatasetsRequest>
      ListDatasetsResponse: MessageTypeDefinition<_parallax_v1_ListDatasetsResponseInput, _parallax_v1_ListDatasetsResponse>
      ListRecipesRequest: MessageTypeDefinition<_parallax_v1_ListRecipesRequestInput, _parallax_v1_ListRecipesRequest>
      ListRecipesResponse: MessageTypeDefinition<_parallax_v1_ListRecipesResponseInput, _parallax_v1_ListRecipesResponse>
      Normalisation: MessageTypeDefinition<_parallax_v1_NormalisationInput, _parallax_v1_Normalisation>
      Operation: MessageTypeDefinition<_parallax_v1_OperationInput, _parallax_v1_Operation>
      Order: EnumTypeDefinition
      PreviewRequest: MessageTypeDefinition<_parallax_v1_PreviewRequestInput, _parallax_v1_PreviewRequest>
      PreviewResponse: MessageTypeDefinition<_parallax_v1_PreviewResponseInput, _parallax_v1_PreviewResponse>
      RandomAffine: MessageTypeDefinition<_parallax_v1_RandomAffineInput, _parallax_v1_RandomAffine>
      RandomGrayscale: MessageTypeDefinition<_parallax_v1_RandomGrayscaleInput, _parallax_v1_RandomGrayscale>
      RandomHorizontalFlip: MessageTypeDefinition<_parallax_v1_RandomHorizontalFlipInput, _parallax_v1_RandomHorizontalFlip>
      RandomResizedCrop: MessageTypeDefinition<_parallax_v1_RandomResizedCropInput, _parallax_v1_RandomResizedCrop>
      Range: MessageTypeDefinition<_parallax_v1_RangeInput, _parallax_v1_Range>
      Recipe: MessageTypeDefinition<_parallax_v1_RecipeInput, _parallax_v1_Recipe>
      Split: MessageTypeDefinition<_parallax_v1_SplitInput, _parallax_v1_Split>
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
    }
  }
}

