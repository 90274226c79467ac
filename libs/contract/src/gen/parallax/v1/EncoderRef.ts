// Original file: proto/parallax/v1/encoder.proto


export interface EncoderRefInput {
  'training'?: (string);
  'sha256'?: (string);
  'source'?: "training"|"sha256";
}

export interface EncoderRef {
  'training'?: (string);
  'sha256'?: (string);
}
