// Original file: proto/parallax/v1/probe.proto

import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from '../../parallax/v1/Recipe.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from '../../parallax/v1/DatasetRef.js';
import type { Long } from '@grpc/proto-loader';

export interface ViewsInputInput {
  'recipe'?: (_parallax_v1_RecipeInput | null);
  'trainImages'?: (number | string | Long);
  'testImages'?: (number | string | Long);
  'dataset'?: (_parallax_v1_DatasetRefInput | null);
  '_trainImages'?: "trainImages";
  '_testImages'?: "testImages";
}

export interface ViewsInput {
  'recipe'?: (_parallax_v1_Recipe);
  'trainImages'?: (number);
  'testImages'?: (number);
  'dataset'?: (_parallax_v1_DatasetRef);
}
