// Original file: proto/parallax/v1/recipe.proto


export interface ResizeInput {
  'size'?: (number);
  '_size'?: "size";
}

export interface Resize {
  'size'?: (number);
}
