// Original file: proto/parallax/v1/dataset.proto


export interface DatasetRefInput {
  'name'?: (string);
  'digest'?: (string);
  'import'?: (string);
}

export interface DatasetRef {
  'name'?: (string);
  'digest'?: (string);
  'import'?: (string);
}
