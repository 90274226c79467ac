// Original file: proto/parallax/v1/probe.proto

import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from '../../parallax/v1/Recipe.js';
import type { Long } from '@grpc/proto-loader';

export interface ViewsInputInput {
  'dataset'?: (string);
  'recipe'?: (_parallax_v1_RecipeInput | null);
  'trainImages'?: (number | string | Long);
  'testImages'?: (number | string | Long);
  '_dataset'?: "dataset";
  '_trainImages'?: "trainImages";
  '_testImages'?: "testImages";
}

export interface ViewsInput {
  'dataset'?: (string);
  'recipe'?: (_parallax_v1_Recipe);
  'trainImages'?: (number);
  'testImages'?: (number);
}
