// Original file: proto/parallax/v1/recipe.proto


export interface ColorJitterInput {
  'brightness'?: (number | string);
  'contrast'?: (number | string);
  'saturation'?: (number | string);
  'hue'?: (number | string);
  'probability'?: (number | string);
  '_brightness'?: "brightness";
  '_contrast'?: "contrast";
  '_saturation'?: "saturation";
  '_hue'?: "hue";
  '_probability'?: "probability";
}

export interface ColorJitter {
  'brightness'?: (number);
  'contrast'?: (number);
  'saturation'?: (number);
  'hue'?: (number);
  'probability'?: (number);
}
