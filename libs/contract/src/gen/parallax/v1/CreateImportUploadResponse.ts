// Original file: proto/parallax/v1/augmentation.proto

import type { UploadPartInput as _parallax_v1_UploadPartInput, UploadPart as _parallax_v1_UploadPart } from '../../parallax/v1/UploadPart.js';
import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from '../../google/protobuf/Timestamp.js';

export interface CreateImportUploadResponseInput {
  'parts'?: (_parallax_v1_UploadPartInput)[];
  'expireTime'?: (_google_protobuf_TimestampInput | null);
}

export interface CreateImportUploadResponse {
  'parts': (_parallax_v1_UploadPart)[];
  'expireTime'?: (_google_protobuf_Timestamp);
}
