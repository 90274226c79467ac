// Original file: proto/parallax/v1/augmentation.proto

import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from '../../parallax/v1/Recipe.js';

export interface ListRecipesResponseInput {
  'recipes'?: (_parallax_v1_RecipeInput)[];
}

export interface ListRecipesResponse {
  'recipes': (_parallax_v1_Recipe)[];
}
