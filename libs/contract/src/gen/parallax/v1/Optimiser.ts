// Original file: proto/parallax/v1/optimiser.proto

import type { AdamInput as _parallax_v1_AdamInput, Adam as _parallax_v1_Adam } from '../../parallax/v1/Adam.js';
import type { AdamWInput as _parallax_v1_AdamWInput, AdamW as _parallax_v1_AdamW } from '../../parallax/v1/AdamW.js';
import type { SgdInput as _parallax_v1_SgdInput, Sgd as _parallax_v1_Sgd } from '../../parallax/v1/Sgd.js';
import type { LarsInput as _parallax_v1_LarsInput, Lars as _parallax_v1_Lars } from '../../parallax/v1/Lars.js';
import type { MuonInput as _parallax_v1_MuonInput, Muon as _parallax_v1_Muon } from '../../parallax/v1/Muon.js';

export interface OptimiserInput {
  'adam'?: (_parallax_v1_AdamInput | null);
  'adamw'?: (_parallax_v1_AdamWInput | null);
  'sgd'?: (_parallax_v1_SgdInput | null);
  'lars'?: (_parallax_v1_LarsInput | null);
  'muon'?: (_parallax_v1_MuonInput | null);
  'clipNorm'?: (number | string);
  'decayBiases'?: (boolean);
  'kind'?: "adam"|"adamw"|"sgd"|"lars"|"muon";
  '_clipNorm'?: "clipNorm";
  '_decayBiases'?: "decayBiases";
}

export interface Optimiser {
  'adam'?: (_parallax_v1_Adam);
  'adamw'?: (_parallax_v1_AdamW);
  'sgd'?: (_parallax_v1_Sgd);
  'lars'?: (_parallax_v1_Lars);
  'muon'?: (_parallax_v1_Muon);
  'clipNorm'?: (number);
  'decayBiases'?: (boolean);
}
