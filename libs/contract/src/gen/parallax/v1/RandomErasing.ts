// Original file: proto/parallax/v1/recipe.proto

import type { RangeInput as _parallax_v1_RangeInput, Range as _parallax_v1_Range } from '../../parallax/v1/Range.js';

export interface RandomErasingInput {
  'scale'?: (_parallax_v1_RangeInput | null);
  'ratio'?: (_parallax_v1_RangeInput | null);
  'value'?: (number | string);
  'probability'?: (number | string);
  '_value'?: "value";
  '_probability'?: "probability";
}

export interface RandomErasing {
  'scale'?: (_parallax_v1_Range);
  'ratio'?: (_parallax_v1_Range);
  'value'?: (number);
  'probability'?: (number);
}
