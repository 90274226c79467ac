// Original file: proto/parallax/v1/recipe.proto


export interface RandomEqualizeInput {
  'probability'?: (number | string);
  '_probability'?: "probability";
}

export interface RandomEqualize {
  'probability'?: (number);
}
