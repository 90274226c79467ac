// Original file: proto/parallax/v1/augmentation.proto


export interface CreateImportUploadRequestInput {
  'id'?: (string);
  'parts'?: (number)[];
}

export interface CreateImportUploadRequest {
  'id'?: (string);
  'parts': (number)[];
}
