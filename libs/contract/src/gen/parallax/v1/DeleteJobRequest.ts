// Original file: proto/parallax/v1/job.proto


export interface DeleteJobRequestInput {
  'id'?: (string);
}

export interface DeleteJobRequest {
  'id'?: (string);
}
