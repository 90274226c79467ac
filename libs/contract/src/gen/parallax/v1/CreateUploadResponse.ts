// Original file: proto/parallax/v1/embedding_service.proto

import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from '../../google/protobuf/Timestamp.js';

export interface CreateUploadResponseInput {
  'key'?: (string);
  'url'?: (string);
  'expireTime'?: (_google_protobuf_TimestampInput | null);
}

export interface CreateUploadResponse {
  'key'?: (string);
  'url'?: (string);
  'expireTime'?: (_google_protobuf_Timestamp);
}
