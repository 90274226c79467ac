// Original file: proto/parallax/v1/training.proto


export interface GetTrainingRequestInput {
  'id'?: (string);
}

export interface GetTrainingRequest {
  'id'?: (string);
}
