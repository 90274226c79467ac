// Original file: proto/parallax/v1/recipe.proto


export interface RandomGrayscaleInput {
  'probability'?: (number | string);
  '_probability'?: "probability";
}

export interface RandomGrayscale {
  'probability'?: (number);
}
