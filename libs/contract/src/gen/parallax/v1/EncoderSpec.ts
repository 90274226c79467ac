// Original file: proto/parallax/v1/encoder.proto

import type { InitialisationInput as _parallax_v1_InitialisationInput, Initialisation as _parallax_v1_Initialisation } from '../../parallax/v1/Initialisation.js';
import type { GlobalPoolingInput as _parallax_v1_GlobalPoolingInput, GlobalPooling as _parallax_v1_GlobalPooling } from '../../parallax/v1/GlobalPooling.js';

export interface EncoderSpecInput {
  'channels'?: (number)[];
  'initialisation'?: (_parallax_v1_InitialisationInput);
  'size'?: (number);
  'globalPooling'?: (_parallax_v1_GlobalPoolingInput);
  '_initialisation'?: "initialisation";
  '_size'?: "size";
  '_globalPooling'?: "globalPooling";
}

export interface EncoderSpec {
  'channels': (number)[];
  'initialisation'?: (_parallax_v1_Initialisation);
  'size'?: (number);
  'globalPooling'?: (_parallax_v1_GlobalPooling);
}
