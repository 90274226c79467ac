import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { DatasetInput as _parallax_v1_DatasetInput, Dataset as _parallax_v1_Dataset } from './parallax/v1/Dataset.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from './parallax/v1/DatasetRef.js';
import type { ImageShardInput as _parallax_v1_ImageShardInput, ImageShard as _parallax_v1_ImageShard } from './parallax/v1/ImageShard.js';
import type { SplitInput as _parallax_v1_SplitInput, Split as _parallax_v1_Split } from './parallax/v1/Split.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      BlobRef: MessageTypeDefinition<_parallax_v1_BlobRefInput, _parallax_v1_BlobRef>
      Dataset: MessageTypeDefinition<_parallax_v1_DatasetInput, _parallax_v1_Dataset>
      DatasetRef: MessageTypeDefinition<_parallax_v1_DatasetRefInput, _parallax_v1_DatasetRef>
      ImageShard: MessageTypeDefinition<_parallax_v1_ImageShardInput, _parallax_v1_ImageShard>
      Split: MessageTypeDefinition<_parallax_v1_SplitInput, _parallax_v1_Split>
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
    }
  }
}

