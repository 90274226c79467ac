// Original file: proto/parallax/v1/recipe.proto


export interface RandomHorizontalFlipInput {
  'probability'?: (number | string);
  '_probability'?: "probability";
}

export interface RandomHorizontalFlip {
  'probability'?: (number);
}
