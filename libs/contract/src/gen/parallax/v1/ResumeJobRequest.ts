// Original file: proto/parallax/v1/job.proto


export interface ResumeJobRequestInput {
  'id'?: (string);
}

export interface ResumeJobRequest {
  'id'?: (string);
}
