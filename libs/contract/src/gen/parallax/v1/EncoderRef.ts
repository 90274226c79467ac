// Original file: proto/parallax/v1/encoder.proto


export interface EncoderRefInput {
  'training'?: (string);
  'sha256'?: (string);
  'epoch'?: (number);
  'source'?: "training"|"sha256";
  '_epoch'?: "epoch";
}

export interface EncoderRef {
  'training'?: (string);
  'sha256'?: (string);
  'epoch'?: (number);
}
