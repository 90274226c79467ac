// Original file: proto/parallax/v1/recipe.proto


export interface RandomPosterizeInput {
  'bits'?: (number);
  'probability'?: (number | string);
  '_bits'?: "bits";
  '_probability'?: "probability";
}

export interface RandomPosterize {
  'bits'?: (number);
  'probability'?: (number);
}
