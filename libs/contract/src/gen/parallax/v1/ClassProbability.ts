// Original file: proto/parallax/v1/embedding_service.proto


export interface ClassProbabilityInput {
  'name'?: (string);
  'label'?: (number);
  'probability'?: (number | string);
}

export interface ClassProbability {
  'name'?: (string);
  'label'?: (number);
  'probability'?: (number);
}
