// Original file: proto/parallax/v1/job.proto


export interface CancelJobRequestInput {
  'id'?: (string);
}

export interface CancelJobRequest {
  'id'?: (string);
}
