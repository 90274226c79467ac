// Original file: proto/parallax/v1/recipe.proto

import type { RangeInput as _parallax_v1_RangeInput, Range as _parallax_v1_Range } from '../../parallax/v1/Range.js';

export interface RandomAffineInput {
  'degrees'?: (_parallax_v1_RangeInput | null);
  'translateX'?: (number | string);
  'translateY'?: (number | string);
  '_translateX'?: "translateX";
  '_translateY'?: "translateY";
}

export interface RandomAffine {
  'degrees'?: (_parallax_v1_Range);
  'translateX'?: (number);
  'translateY'?: (number);
}
