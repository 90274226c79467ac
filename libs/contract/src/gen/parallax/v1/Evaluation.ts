// Original file: proto/parallax/v1/probe.proto

import type { RepresentationInput as _parallax_v1_RepresentationInput, Representation as _parallax_v1_Representation } from '../../parallax/v1/Representation.js';
import type { ProportionInput as _parallax_v1_ProportionInput, Proportion as _parallax_v1_Proportion } from '../../parallax/v1/Proportion.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { Long } from '@grpc/proto-loader';

export interface EvaluationInput {
  'representation'?: (_parallax_v1_RepresentationInput);
  'probe'?: (string);
  'accuracy'?: (_parallax_v1_ProportionInput | null);
  'perClass'?: (_parallax_v1_ProportionInput)[];
  'confusion'?: (number | string | Long)[];
  'balancedAccuracy'?: (number | string);
  'macroF1'?: (number | string);
  'settings'?: ({[key: string]: number | string});
  'chosen'?: ({[key: string]: number | string});
  'predictions'?: (_parallax_v1_BlobRefInput | null);
  'classifier'?: (_parallax_v1_BlobRefInput | null);
}

export interface Evaluation {
  'representation'?: (_parallax_v1_Representation);
  'probe'?: (string);
  'accuracy'?: (_parallax_v1_Proportion);
  'perClass': (_parallax_v1_Proportion)[];
  'confusion': (number)[];
  'balancedAccuracy'?: (number);
  'macroF1'?: (number);
  'settings'?: ({[key: string]: number});
  'chosen'?: ({[key: string]: number});
  'predictions'?: (_parallax_v1_BlobRef);
  'classifier'?: (_parallax_v1_BlobRef);
}
