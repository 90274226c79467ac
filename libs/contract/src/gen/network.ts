import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ConvInput as _parallax_v1_ConvInput, Conv as _parallax_v1_Conv } from './parallax/v1/Conv.js';
import type { NetworkInput as _parallax_v1_NetworkInput, Network as _parallax_v1_Network } from './parallax/v1/Network.js';
import type { ResNetInput as _parallax_v1_ResNetInput, ResNet as _parallax_v1_ResNet } from './parallax/v1/ResNet.js';
import type { VisionTransformerInput as _parallax_v1_VisionTransformerInput, VisionTransformer as _parallax_v1_VisionTransformer } from './parallax/v1/VisionTransformer.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      Conv: MessageTypeDefinition<_parallax_v1_ConvInput, _parallax_v1_Conv>
      GlobalPooling: EnumTypeDefinition
      Initialisation: EnumTypeDefinition
      Network: MessageTypeDefinition<_parallax_v1_NetworkInput, _parallax_v1_Network>
      Patch: EnumTypeDefinition
      ResNet: MessageTypeDefinition<_parallax_v1_ResNetInput, _parallax_v1_ResNet>
      Stem: EnumTypeDefinition
      VisionTransformer: MessageTypeDefinition<_parallax_v1_VisionTransformerInput, _parallax_v1_VisionTransformer>
    }
  }
}

