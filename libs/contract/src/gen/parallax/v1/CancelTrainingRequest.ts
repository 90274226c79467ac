// Original file: proto/parallax/v1/training.proto


export interface CancelTrainingRequestInput {
  'id'?: (string);
}

export interface CancelTrainingRequest {
  'id'?: (string);
}
