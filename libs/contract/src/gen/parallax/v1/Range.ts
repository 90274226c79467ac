// Original file: proto/parallax/v1/recipe.proto


export interface RangeInput {
  'low'?: (number | string);
  'high'?: (number | string);
}

export interface Range {
  'low'?: (number);
  'high'?: (number);
}
