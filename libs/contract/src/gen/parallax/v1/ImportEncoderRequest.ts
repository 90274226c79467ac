// Original file: proto/parallax/v1/embedding_service.proto


export interface ImportEncoderRequestInput {
  'key'?: (string);
}

export interface ImportEncoderRequest {
  'key'?: (string);
}
