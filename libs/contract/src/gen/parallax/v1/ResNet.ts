// Original file: proto/parallax/v1/network.proto

import type { StemInput as _parallax_v1_StemInput, Stem as _parallax_v1_Stem } from '../../parallax/v1/Stem.js';

export interface ResNetInput {
  'stem'?: (_parallax_v1_StemInput);
  '_stem'?: "stem";
}

export interface ResNet {
  'stem'?: (_parallax_v1_Stem);
}
