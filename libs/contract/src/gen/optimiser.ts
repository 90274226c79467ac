import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { AdamInput as _parallax_v1_AdamInput, Adam as _parallax_v1_Adam } from './parallax/v1/Adam.js';
import type { AdamWInput as _parallax_v1_AdamWInput, AdamW as _parallax_v1_AdamW } from './parallax/v1/AdamW.js';
import type { LarsInput as _parallax_v1_LarsInput, Lars as _parallax_v1_Lars } from './parallax/v1/Lars.js';
import type { MuonInput as _parallax_v1_MuonInput, Muon as _parallax_v1_Muon } from './parallax/v1/Muon.js';
import type { OptimiserInput as _parallax_v1_OptimiserInput, Optimiser as _parallax_v1_Optimiser } from './parallax/v1/Optimiser.js';
import type { SgdInput as _parallax_v1_SgdInput, Sgd as _parallax_v1_Sgd } from './parallax/v1/Sgd.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      Adam: MessageTypeDefinition<_parallax_v1_AdamInput, _parallax_v1_Adam>
      AdamW: MessageTypeDefinition<_parallax_v1_AdamWInput, _parallax_v1_AdamW>
      Lars: MessageTypeDefinition<_parallax_v1_LarsInput, _parallax_v1_Lars>
      Muon: MessageTypeDefinition<_parallax_v1_MuonInput, _parallax_v1_Muon>
      Optimiser: MessageTypeDefinition<_parallax_v1_OptimiserInput, _parallax_v1_Optimiser>
      Sgd: MessageTypeDefinition<_parallax_v1_SgdInput, _parallax_v1_Sgd>
    }
  }
}

