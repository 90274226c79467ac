// Original file: proto/parallax/v1/import.proto


export interface LeftOutInput {
  'name'?: (string);
  'reason'?: (string);
}

export interface LeftOut {
  'name'?: (string);
  'reason'?: (string);
}
