// Original file: proto/parallax/v1/augmentation.proto

import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from '../../parallax/v1/Recipe.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from '../../parallax/v1/DatasetRef.js';
import type { Long } from '@grpc/proto-loader';

export interface PreviewRequestInput {
  'split'?: (string);
  'recipe'?: (_parallax_v1_RecipeInput | null);
  'indices'?: (number | string | Long)[];
  'views'?: (number);
  'seed'?: (number);
  'epoch'?: (number);
  'dataset'?: (_parallax_v1_DatasetRefInput | null);
  '_views'?: "views";
}

export interface PreviewRequest {
  'split'?: (string);
  'recipe'?: (_parallax_v1_Recipe);
  'indices': (number)[];
  'views'?: (number);
  'seed'?: (number);
  'epoch'?: (number);
  'dataset'?: (_parallax_v1_DatasetRef);
}
