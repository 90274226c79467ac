import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { ShardInput as _parallax_v1_ShardInput, Shard as _parallax_v1_Shard } from './parallax/v1/Shard.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      Shard: MessageTypeDefinition<_parallax_v1_ShardInput, _parallax_v1_Shard>
    }
  }
}

