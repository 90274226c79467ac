// Original file: proto/parallax/v1/import.proto


export interface UploadInput {
  'id'?: (string);
  'parts'?: (number);
  'source'?: (string);
}

export interface Upload {
  'id'?: (string);
  'parts'?: (number);
  'source'?: (string);
}
