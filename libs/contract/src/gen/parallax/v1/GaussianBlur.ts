// Original file: proto/parallax/v1/recipe.proto

import type { RangeInput as _parallax_v1_RangeInput, Range as _parallax_v1_Range } from '../../parallax/v1/Range.js';

export interface GaussianBlurInput {
  'kernelSize'?: (number);
  'sigma'?: (_parallax_v1_RangeInput | null);
  'probability'?: (number | string);
  '_kernelSize'?: "kernelSize";
  '_probability'?: "probability";
}

export interface GaussianBlur {
  'kernelSize'?: (number);
  'sigma'?: (_parallax_v1_Range);
  'probability'?: (number);
}
