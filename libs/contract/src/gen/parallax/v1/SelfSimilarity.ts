// Original file: proto/parallax/v1/objective.proto


export interface SelfSimilarityInput {
  'temperature'?: (number | string);
  '_temperature'?: "temperature";
}

export interface SelfSimilarity {
  'temperature'?: (number);
}
