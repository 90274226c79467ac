// Original file: proto/parallax/v1/embedding.proto


export interface CancelEmbeddingRequestInput {
  'id'?: (string);
}

export interface CancelEmbeddingRequest {
  'id'?: (string);
}
