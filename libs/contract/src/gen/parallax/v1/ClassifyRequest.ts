// Original file: proto/parallax/v1/embedding_service.proto


export interface ClassifyRequestInput {
  'probe'?: (string);
  'classifier'?: (string);
  'images'?: (Buffer | Uint8Array | string)[];
  'top'?: (number);
  '_top'?: "top";
}

export interface ClassifyRequest {
  'probe'?: (string);
  'classifier'?: (string);
  'images': (Buffer)[];
  'top'?: (number);
}
