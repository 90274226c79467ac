import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from './parallax/v1/Encoder.js';
import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from './parallax/v1/EncoderRef.js';
import type { EncoderSpecInput as _parallax_v1_EncoderSpecInput, EncoderSpec as _parallax_v1_EncoderSpec } from './parallax/v1/EncoderSpec.js';
import type { HeadSpecInput as _parallax_v1_HeadSpecInput, HeadSpec as _parallax_v1_HeadSpec } from './parallax/v1/HeadSpec.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      BlobRef: MessageTypeDefinition<_parallax_v1_BlobRefInput, _parallax_v1_BlobRef>
      Encoder: MessageTypeDefinition<_parallax_v1_EncoderInput, _parallax_v1_Encoder>
      EncoderRef: MessageTypeDefinition<_parallax_v1_EncoderRefInput, _parallax_v1_EncoderRef>
      EncoderSpec: MessageTypeDefinition<_parallax_v1_EncoderSpecInput, _parallax_v1_EncoderSpec>
      HeadSpec: MessageTypeDefinition<_parallax_v1_HeadSpecInput, _parallax_v1_HeadSpec>
      Initialisation: EnumTypeDefinition
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
    }
  }
}

