// Original file: proto/parallax/v1/augmentation.proto


export interface ImportDatasetRequestInput {
  'name'?: (string);
  'folder'?: (string);
  'prefix'?: (string);
  'replace'?: (boolean);
  'source'?: "folder"|"prefix";
}

export interface ImportDatasetRequest {
  'name'?: (string);
  'folder'?: (string);
  'prefix'?: (string);
  'replace'?: (boolean);
}
