// Original file: proto/parallax/v1/dataset.proto

import type { SplitInput as _parallax_v1_SplitInput, Split as _parallax_v1_Split } from '../../parallax/v1/Split.js';
import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from '../../parallax/v1/Normalisation.js';

export interface DatasetInput {
  'name'?: (string);
  'sha256'?: (string);
  'height'?: (number);
  'width'?: (number);
  'classes'?: (string)[];
  'splits'?: (_parallax_v1_SplitInput)[];
  'digest'?: (string);
  'fit'?: (string);
  'decoder'?: (string);
  'licence'?: (string);
  'origin'?: (string);
  'statistics'?: (_parallax_v1_NormalisationInput | null);
}

export interface Dataset {
  'name'?: (string);
  'sha256'?: (string);
  'height'?: (number);
  'width'?: (number);
  'classes': (string)[];
  'splits': (_parallax_v1_Split)[];
  'digest'?: (string);
  'fit'?: (string);
  'decoder'?: (string);
  'licence'?: (string);
  'origin'?: (string);
  'statistics'?: (_parallax_v1_Normalisation);
}
