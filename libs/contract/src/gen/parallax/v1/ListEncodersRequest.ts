// Original file: proto/parallax/v1/embedding_service.proto


export interface ListEncodersRequestInput {
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListEncodersRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
}
