// Original file: proto/parallax/v1/training.proto


export interface ListTrainingsRequestInput {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'experiment'?: (string);
}

export interface ListTrainingsRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'experiment'?: (string);
}
