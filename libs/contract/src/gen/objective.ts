import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { BarlowTwinsInput as _parallax_v1_BarlowTwinsInput, BarlowTwins as _parallax_v1_BarlowTwins } from './parallax/v1/BarlowTwins.js';
import type { ByolInput as _parallax_v1_ByolInput, Byol as _parallax_v1_Byol } from './parallax/v1/Byol.js';
import type { DclInput as _parallax_v1_DclInput, Dcl as _parallax_v1_Dcl } from './parallax/v1/Dcl.js';
import type { DinoInput as _parallax_v1_DinoInput, Dino as _parallax_v1_Dino } from './parallax/v1/Dino.js';
import type { LejepaInput as _parallax_v1_LejepaInput, Lejepa as _parallax_v1_Lejepa } from './parallax/v1/Lejepa.js';
import type { MocoInput as _parallax_v1_MocoInput, Moco as _parallax_v1_Moco } from './parallax/v1/Moco.js';
import type { NtXentInput as _parallax_v1_NtXentInput, NtXent as _parallax_v1_NtXent } from './parallax/v1/NtXent.js';
import type { ObjectiveInput as _parallax_v1_ObjectiveInput, Objective as _parallax_v1_Objective } from './parallax/v1/Objective.js';
import type { SelfSimilarityInput as _parallax_v1_SelfSimilarityInput, SelfSimilarity as _parallax_v1_SelfSimilarity } from './parallax/v1/SelfSimilarity.js';
import type { SimSiamInput as _parallax_v1_SimSiamInput, SimSiam as _parallax_v1_SimSiam } from './parallax/v1/SimSiam.js';
import type { SupConInput as _parallax_v1_SupConInput, SupCon as _parallax_v1_SupCon } from './parallax/v1/SupCon.js';
import type { VicregInput as _parallax_v1_VicregInput, Vicreg as _parallax_v1_Vicreg } from './parallax/v1/Vicreg.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      BarlowTwins: MessageTypeDefinition<_parallax_v1_BarlowTwinsInput, _parallax_v1_BarlowTwins>
      Byol: MessageTypeDefinition<_parallax_v1_ByolInput, _parallax_v1_Byol>
      Dcl: MessageTypeDefinition<_parallax_v1_DclInput, _parallax_v1_Dcl>
      Dino: MessageTypeDefinition<_parallax_v1_DinoInput, _parallax_v1_Dino>
      Lejepa: MessageTypeDefinition<_parallax_v1_LejepaInput, _parallax_v1_Lejepa>
      Moco: MessageTypeDefinition<_parallax_v1_MocoInput, _parallax_v1_Moco>
      NtXent: MessageTypeDefinition<_parallax_v1_NtXentInput, _parallax_v1_NtXent>
      Objective: MessageTypeDefinition<_parallax_v1_ObjectiveInput, _parallax_v1_Objective>
      SelfSimilarity: MessageTypeDefinition<_parallax_v1_SelfSimilarityInput, _parallax_v1_SelfSimilarity>
      SimSiam: MessageTypeDefinition<_parallax_v1_SimSiamInput, _parallax_v1_SimSiam>
      SupCon: MessageTypeDefinition<_parallax_v1_SupConInput, _parallax_v1_SupCon>
      Vicreg: MessageTypeDefinition<_parallax_v1_VicregInput, _parallax_v1_Vicreg>
    }
  }
}

