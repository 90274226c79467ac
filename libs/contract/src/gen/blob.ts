import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      BlobRef: MessageTypeDefinition<_parallax_v1_BlobRefInput, _parallax_v1_BlobRef>
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
    }
  }
}

