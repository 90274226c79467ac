// Original file: proto/parallax/v1/recipe.proto


export interface CutoutInput {
  'length'?: (number);
}

export interface Cutout {
  'length'?: (number);
}
