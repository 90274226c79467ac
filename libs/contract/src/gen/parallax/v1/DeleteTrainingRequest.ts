// Original file: proto/parallax/v1/training.proto


export interface DeleteTrainingRequestInput {
  'id'?: (string);
}

export interface DeleteTrainingRequest {
  'id'?: (string);
}
