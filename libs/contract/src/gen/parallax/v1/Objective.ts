// Original file: proto/parallax/v1/objective.proto

import type { NtXentInput as _parallax_v1_NtXentInput, NtXent as _parallax_v1_NtXent } from '../../parallax/v1/NtXent.js';
import type { SelfSimilarityInput as _parallax_v1_SelfSimilarityInput, SelfSimilarity as _parallax_v1_SelfSimilarity } from '../../parallax/v1/SelfSimilarity.js';
import type { BarlowTwinsInput as _parallax_v1_BarlowTwinsInput, BarlowTwins as _parallax_v1_BarlowTwins } from '../../parallax/v1/BarlowTwins.js';
import type { VicregInput as _parallax_v1_VicregInput, Vicreg as _parallax_v1_Vicreg } from '../../parallax/v1/Vicreg.js';
import type { DclInput as _parallax_v1_DclInput, Dcl as _parallax_v1_Dcl } from '../../parallax/v1/Dcl.js';
import type { SimSiamInput as _parallax_v1_SimSiamInput, SimSiam as _parallax_v1_SimSiam } from '../../parallax/v1/SimSiam.js';
import type { ByolInput as _parallax_v1_ByolInput, Byol as _parallax_v1_Byol } from '../../parallax/v1/Byol.js';
import type { MocoInput as _parallax_v1_MocoInput, Moco as _parallax_v1_Moco } from '../../parallax/v1/Moco.js';
import type { LejepaInput as _parallax_v1_LejepaInput, Lejepa as _parallax_v1_Lejepa } from '../../parallax/v1/Lejepa.js';
import type { SupConInput as _parallax_v1_SupConInput, SupCon as _parallax_v1_SupCon } from '../../parallax/v1/SupCon.js';
import type { DinoInput as _parallax_v1_DinoInput, Dino as _parallax_v1_Dino } from '../../parallax/v1/Dino.js';

export interface ObjectiveInput {
  'ntXent'?: (_parallax_v1_NtXentInput | null);
  'selfSimilarity'?: (_parallax_v1_SelfSimilarityInput | null);
  'barlowTwins'?: (_parallax_v1_BarlowTwinsInput | null);
  'vicreg'?: (_parallax_v1_VicregInput | null);
  'dcl'?: (_parallax_v1_DclInput | null);
  'simsiam'?: (_parallax_v1_SimSiamInput | null);
  'byol'?: (_parallax_v1_ByolInput | null);
  'moco'?: (_parallax_v1_MocoInput | null);
  'lejepa'?: (_parallax_v1_LejepaInput | null);
  'supcon'?: (_parallax_v1_SupConInput | null);
  'dino'?: (_parallax_v1_DinoInput | null);
  'objective'?: "ntXent"|"selfSimilarity"|"barlowTwins"|"vicreg"|"dcl"|"simsiam"|"byol"|"moco"|"lejepa"|"supcon"|"dino";
}

export interface Objective {
  'ntXent'?: (_parallax_v1_NtXent);
  'selfSimilarity'?: (_parallax_v1_SelfSimilarity);
  'barlowTwins'?: (_parallax_v1_BarlowTwins);
  'vicreg'?: (_parallax_v1_Vicreg);
  'dcl'?: (_parallax_v1_Dcl);
  'simsiam'?: (_parallax_v1_SimSiam);
  'byol'?: (_parallax_v1_Byol);
  'moco'?: (_parallax_v1_Moco);
  'lejepa'?: (_parallax_v1_Lejepa);
  'supcon'?: (_parallax_v1_SupCon);
  'dino'?: (_parallax_v1_Dino);
}
