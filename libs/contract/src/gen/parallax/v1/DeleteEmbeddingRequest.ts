// Original file: proto/parallax/v1/embedding.proto


export interface DeleteEmbeddingRequestInput {
  'id'?: (string);
}

export interface DeleteEmbeddingRequest {
  'id'?: (string);
}
