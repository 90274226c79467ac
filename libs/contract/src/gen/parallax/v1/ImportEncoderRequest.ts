// Original file: proto/parallax/v1/embedding.proto


export interface ImportEncoderRequestInput {
  'key'?: (string);
}

export interface ImportEncoderRequest {
  'key'?: (string);
}
