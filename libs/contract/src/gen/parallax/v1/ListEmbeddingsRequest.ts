// Original file: proto/parallax/v1/embedding.proto


export interface ListEmbeddingsRequestInput {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'experiment'?: (string);
}

export interface ListEmbeddingsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'experiment'?: (string);
}
