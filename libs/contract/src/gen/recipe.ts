import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { ColorJitterInput as _parallax_v1_ColorJitterInput, ColorJitter as _parallax_v1_ColorJitter } from './parallax/v1/ColorJitter.js';
import type { CutoutInput as _parallax_v1_CutoutInput, Cutout as _parallax_v1_Cutout } from './parallax/v1/Cutout.js';
import type { GaussianBlurInput as _parallax_v1_GaussianBlurInput, GaussianBlur as _parallax_v1_GaussianBlur } from './parallax/v1/GaussianBlur.js';
import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from './parallax/v1/Normalisation.js';
import type { OperationInput as _parallax_v1_OperationInput, Operation as _parallax_v1_Operation } from './parallax/v1/Operation.js';
import type { RandomAffineInput as _parallax_v1_RandomAffineInput, RandomAffine as _parallax_v1_RandomAffine } from './parallax/v1/RandomAffine.js';
import type { RandomEqualizeInput as _parallax_v1_RandomEqualizeInput, RandomEqualize as _parallax_v1_RandomEqualize } from './parallax/v1/RandomEqualize.js';
import type { RandomErasingInput as _parallax_v1_RandomErasingInput, RandomErasing as _parallax_v1_RandomErasing } from './parallax/v1/RandomErasing.js';
import type { RandomGrayscaleInput as _parallax_v1_RandomGrayscaleInput, RandomGrayscale as _parallax_v1_RandomGrayscale } from './parallax/v1/RandomGrayscale.js';
import type { RandomHorizontalFlipInput as _parallax_v1_RandomHorizontalFlipInput, RandomHorizontalFlip as _parallax_v1_RandomHorizontalFlip } from './parallax/v1/RandomHorizontalFlip.js';
import type { RandomPosterizeInput as _parallax_v1_RandomPosterizeInput, RandomPosterize as _parallax_v1_RandomPosterize } from './parallax/v1/RandomPosterize.js';
import type { RandomResizedCropInput as _parallax_v1_RandomResizedCropInput, RandomResizedCrop as _parallax_v1_RandomResizedCrop } from './parallax/v1/RandomResizedCrop.js';
import type { RandomSolarizeInput as _parallax_v1_RandomSolarizeInput, RandomSolarize as _parallax_v1_RandomSolarize } from './parallax/v1/RandomSolarize.js';
import type { RangeInput as _parallax_v1_RangeInput, Range as _parallax_v1_Range } from './parallax/v1/Range.js';
import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from './parallax/v1/Recipe.js';
import type { ResizeInput as _parallax_v1_ResizeInput, Resize as _parallax_v1_Resize } from './parallax/v1/Resize.js';
import type { ViewGroupInput as _parallax_v1_ViewGroupInput, ViewGroup as _parallax_v1_ViewGroup } from './parallax/v1/ViewGroup.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      ColorJitter: MessageTypeDefinition<_parallax_v1_ColorJitterInput, _parallax_v1_ColorJitter>
      Cutout: MessageTypeDefinition<_parallax_v1_CutoutInput, _parallax_v1_Cutout>
      GaussianBlur: MessageTypeDefinition<_parallax_v1_GaussianBlurInput, _parallax_v1_GaussianBlur>
      Normalisation: MessageTypeDefinition<_parallax_v1_NormalisationInput, _parallax_v1_Normalisation>
      Operation: MessageTypeDefinition<_parallax_v1_OperationInput, _parallax_v1_Operation>
      RandomAffine: MessageTypeDefinition<_parallax_v1_RandomAffineInput, _parallax_v1_RandomAffine>
      RandomEqualize: MessageTypeDefinition<_parallax_v1_RandomEqualizeInput, _parallax_v1_RandomEqualize>
      RandomErasing: MessageTypeDefinition<_parallax_v1_RandomErasingInput, _parallax_v1_RandomErasing>
      RandomGrayscale: MessageTypeDefinition<_parallax_v1_RandomGrayscaleInput, _parallax_v1_RandomGrayscale>
      RandomHorizontalFlip: MessageTypeDefinition<_parallax_v1_RandomHorizontalFlipInput, _parallax_v1_RandomHorizontalFlip>
      RandomPosterize: MessageTypeDefinition<_parallax_v1_RandomPosterizeInput, _parallax_v1_RandomPosterize>
      RandomResizedCrop: MessageTypeDefinition<_parallax_v1_RandomResizedCropInput, _parallax_v1_RandomResizedCrop>
      RandomSolarize: MessageTypeDefinition<_parallax_v1_RandomSolarizeInput, _parallax_v1_RandomSolarize>
      Range: MessageTypeDefinition<_parallax_v1_RangeInput, _parallax_v1_Range>
      Recipe: MessageTypeDefinition<_parallax_v1_RecipeInput, _parallax_v1_Recipe>
      Resize: MessageTypeDefinition<_parallax_v1_ResizeInput, _parallax_v1_Resize>
      ViewGroup: MessageTypeDefinition<_parallax_v1_ViewGroupInput, _parallax_v1_ViewGroup>
    }
  }
}

