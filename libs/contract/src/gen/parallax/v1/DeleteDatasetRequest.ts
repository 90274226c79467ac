// Original file: proto/parallax/v1/augmentation.proto


export interface DeleteDatasetRequestInput {
  'name'?: (string);
}

export interface DeleteDatasetRequest {
  'name'?: (string);
}
