// Original file: proto/parallax/v1/augmentation.proto


export interface ListDatasetsRequestInput {
  'pageSize'?: (number);
  'pageToken'?: (string);
}

export interface ListDatasetsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
}
