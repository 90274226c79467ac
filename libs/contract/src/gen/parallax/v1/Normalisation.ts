// Original file: proto/parallax/v1/recipe.proto


export interface NormalisationInput {
  'mean'?: (number | string)[];
  'standardDeviation'?: (number | string)[];
  'dataset'?: (boolean);
}

export interface Normalisation {
  'mean': (number)[];
  'standardDeviation': (number)[];
  'dataset'?: (boolean);
}
