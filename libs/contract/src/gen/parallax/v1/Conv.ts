// Original file: proto/parallax/v1/network.proto

import type { GlobalPoolingInput as _parallax_v1_GlobalPoolingInput, GlobalPooling as _parallax_v1_GlobalPooling } from '../../parallax/v1/GlobalPooling.js';

export interface ConvInput {
  'channels'?: (number)[];
  'globalPooling'?: (_parallax_v1_GlobalPoolingInput);
  '_globalPooling'?: "globalPooling";
}

export interface Conv {
  'channels': (number)[];
  'globalPooling'?: (_parallax_v1_GlobalPooling);
}
