// Original file: proto/parallax/v1/job.proto


export interface PruneBlobsRequestInput {
  'dryRun'?: (boolean);
}

export interface PruneBlobsRequest {
  'dryRun'?: (boolean);
}
