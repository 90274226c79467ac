// Original file: proto/parallax/v1/job.proto


export interface PauseJobRequestInput {
  'id'?: (string);
}

export interface PauseJobRequest {
  'id'?: (string);
}
