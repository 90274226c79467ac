// Original file: proto/parallax/v1/recipe.proto

import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from '../../parallax/v1/Recipe.js';

export interface ViewGroupInput {
  'recipe'?: (_parallax_v1_RecipeInput | null);
  'views'?: (number);
  '_views'?: "views";
}

export interface ViewGroup {
  'recipe'?: (_parallax_v1_Recipe);
  'views'?: (number);
}
