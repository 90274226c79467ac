// Original file: proto/parallax/v1/job.proto


export interface GetJobRequestInput {
  'id'?: (string);
}

export interface GetJobRequest {
  'id'?: (string);
}
