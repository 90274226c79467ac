// Original file: proto/parallax/v1/recipe.proto

import type { RangeInput as _parallax_v1_RangeInput, Range as _parallax_v1_Range } from '../../parallax/v1/Range.js';

export interface RandomResizedCropInput {
  'size'?: (number);
  'scale'?: (_parallax_v1_RangeInput | null);
  'ratio'?: (_parallax_v1_RangeInput | null);
  '_size'?: "size";
}

export interface RandomResizedCrop {
  'size'?: (number);
  'scale'?: (_parallax_v1_Range);
  'ratio'?: (_parallax_v1_Range);
}
