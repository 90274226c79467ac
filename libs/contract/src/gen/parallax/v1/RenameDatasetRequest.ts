// Original file: proto/parallax/v1/augmentation.proto


export interface RenameDatasetRequestInput {
  'name'?: (string);
  'newName'?: (string);
}

export interface RenameDatasetRequest {
  'name'?: (string);
  'newName'?: (string);
}
