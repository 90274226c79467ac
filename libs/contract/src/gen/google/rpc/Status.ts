// Original file: proto/google/rpc/status.proto

import type { AnyInput as _google_protobuf_AnyInput, Any as _google_protobuf_Any } from '../../google/protobuf/Any.js';

export interface StatusInput {
  'code'?: (number);
  'message'?: (string);
  'details'?: (_google_protobuf_AnyInput)[];
}

export interface Status {
  'code'?: (number);
  'message'?: (string);
  'details': (_google_protobuf_Any)[];
}
