// Original file: proto/parallax/v1/import.proto


export interface UploadInput {
  'id'?: (string);
  'parts'?: (number);
}

export interface Upload {
  'id'?: (string);
  'parts'?: (number);
}
