// Original file: proto/parallax/v1/embedding.proto


export interface GetEmbeddingRequestInput {
  'id'?: (string);
}

export interface GetEmbeddingRequest {
  'id'?: (string);
}
