// Original file: proto/parallax/v1/augmentation.proto


export interface GetDatasetRequestInput {
  'name'?: (string);
  'digest'?: (string);
  'import'?: (string);
}

export interface GetDatasetRequest {
  'name'?: (string);
  'digest'?: (string);
  'import'?: (string);
}
