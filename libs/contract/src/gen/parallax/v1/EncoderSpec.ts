// Original file: proto/parallax/v1/encoder.proto

import type { InitialisationInput as _parallax_v1_InitialisationInput, Initialisation as _parallax_v1_Initialisation } from '../../parallax/v1/Initialisation.js';

export interface EncoderSpecInput {
  'channels'?: (number)[];
  'initialisation'?: (_parallax_v1_InitialisationInput);
  '_initialisation'?: "initialisation";
}

export interface EncoderSpec {
  'channels': (number)[];
  'initialisation'?: (_parallax_v1_Initialisation);
}
