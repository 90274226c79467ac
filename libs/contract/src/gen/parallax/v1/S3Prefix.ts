// Original file: proto/parallax/v1/import.proto


export interface S3PrefixInput {
  'bucket'?: (string);
  'prefix'?: (string);
  'profile'?: (string);
}

export interface S3Prefix {
  'bucket'?: (string);
  'prefix'?: (string);
  'profile'?: (string);
}
