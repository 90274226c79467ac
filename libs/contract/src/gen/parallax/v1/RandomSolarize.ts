// Original file: proto/parallax/v1/recipe.proto


export interface RandomSolarizeInput {
  'threshold'?: (number | string);
  'probability'?: (number | string);
  '_threshold'?: "threshold";
  '_probability'?: "probability";
}

export interface RandomSolarize {
  'threshold'?: (number);
  'probability'?: (number);
}
