// Original file: proto/parallax/v1/recipe.proto

import type { RandomResizedCropInput as _parallax_v1_RandomResizedCropInput, RandomResizedCrop as _parallax_v1_RandomResizedCrop } from '../../parallax/v1/RandomResizedCrop.js';
import type { RandomHorizontalFlipInput as _parallax_v1_RandomHorizontalFlipInput, RandomHorizontalFlip as _parallax_v1_RandomHorizontalFlip } from '../../parallax/v1/RandomHorizontalFlip.js';
import type { RandomAffineInput as _parallax_v1_RandomAffineInput, RandomAffine as _parallax_v1_RandomAffine } from '../../parallax/v1/RandomAffine.js';
import type { ColorJitterInput as _parallax_v1_ColorJitterInput, ColorJitter as _parallax_v1_ColorJitter } from '../../parallax/v1/ColorJitter.js';
import type { RandomGrayscaleInput as _parallax_v1_RandomGrayscaleInput, RandomGrayscale as _parallax_v1_RandomGrayscale } from '../../parallax/v1/RandomGrayscale.js';
import type { CutoutInput as _parallax_v1_CutoutInput, Cutout as _parallax_v1_Cutout } from '../../parallax/v1/Cutout.js';
import type { ResizeInput as _parallax_v1_ResizeInput, Resize as _parallax_v1_Resize } from '../../parallax/v1/Resize.js';
import type { GaussianBlurInput as _parallax_v1_GaussianBlurInput, GaussianBlur as _parallax_v1_GaussianBlur } from '../../parallax/v1/GaussianBlur.js';
import type { RandomSolarizeInput as _parallax_v1_RandomSolarizeInput, RandomSolarize as _parallax_v1_RandomSolarize } from '../../parallax/v1/RandomSolarize.js';
import type { RandomPosterizeInput as _parallax_v1_RandomPosterizeInput, RandomPosterize as _parallax_v1_RandomPosterize } from '../../parallax/v1/RandomPosterize.js';
import type { RandomEqualizeInput as _parallax_v1_RandomEqualizeInput, RandomEqualize as _parallax_v1_RandomEqualize } from '../../parallax/v1/RandomEqualize.js';
import type { RandomErasingInput as _parallax_v1_RandomErasingInput, RandomErasing as _parallax_v1_RandomErasing } from '../../parallax/v1/RandomErasing.js';

export interface OperationInput {
  'randomResizedCrop'?: (_parallax_v1_RandomResizedCropInput | null);
  'randomHorizontalFlip'?: (_parallax_v1_RandomHorizontalFlipInput | null);
  'randomAffine'?: (_parallax_v1_RandomAffineInput | null);
  'colorJitter'?: (_parallax_v1_ColorJitterInput | null);
  'randomGrayscale'?: (_parallax_v1_RandomGrayscaleInput | null);
  'cutout'?: (_parallax_v1_CutoutInput | null);
  'resize'?: (_parallax_v1_ResizeInput | null);
  'gaussianBlur'?: (_parallax_v1_GaussianBlurInput | null);
  'randomSolarize'?: (_parallax_v1_RandomSolarizeInput | null);
  'randomPosterize'?: (_parallax_v1_RandomPosterizeInput | null);
  'randomEqualize'?: (_parallax_v1_RandomEqualizeInput | null);
  'randomErasing'?: (_parallax_v1_RandomErasingInput | null);
  'operation'?: "randomResizedCrop"|"randomHorizontalFlip"|"randomAffine"|"colorJitter"|"randomGrayscale"|"cutout"|"resize"|"gaussianBlur"|"randomSolarize"|"randomPosterize"|"randomEqualize"|"randomErasing";
}

export interface Operation {
  'randomResizedCrop'?: (_parallax_v1_RandomResizedCrop);
  'randomHorizontalFlip'?: (_parallax_v1_RandomHorizontalFlip);
  'randomAffine'?: (_parallax_v1_RandomAffine);
  'colorJitter'?: (_parallax_v1_ColorJitter);
  'randomGrayscale'?: (_parallax_v1_RandomGrayscale);
  'cutout'?: (_parallax_v1_Cutout);
  'resize'?: (_parallax_v1_Resize);
  'gaussianBlur'?: (_parallax_v1_GaussianBlur);
  'randomSolarize'?: (_parallax_v1_RandomSolarize);
  'randomPosterize'?: (_parallax_v1_RandomPosterize);
  'randomEqualize'?: (_parallax_v1_RandomEqualize);
  'randomErasing'?: (_parallax_v1_RandomErasing);
}
