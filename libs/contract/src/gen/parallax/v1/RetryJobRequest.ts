// Original file: proto/parallax/v1/job.proto


export interface RetryJobRequestInput {
  'id'?: (string);
}

export interface RetryJobRequest {
  'id'?: (string);
}
