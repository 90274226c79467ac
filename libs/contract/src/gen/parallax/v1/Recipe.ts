// Original file: proto/parallax/v1/recipe.proto

import type { OperationInput as _parallax_v1_OperationInput, Operation as _parallax_v1_Operation } from '../../parallax/v1/Operation.js';
import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from '../../parallax/v1/Normalisation.js';

export interface RecipeInput {
  'name'?: (string);
  'operations'?: (_parallax_v1_OperationInput)[];
  'normalisation'?: (_parallax_v1_NormalisationInput | null);
}

export interface Recipe {
  'name'?: (string);
  'operations': (_parallax_v1_Operation)[];
  'normalisation'?: (_parallax_v1_Normalisation);
}
