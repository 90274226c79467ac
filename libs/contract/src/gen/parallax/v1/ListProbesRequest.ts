// Original file: proto/parallax/v1/probe.proto


export interface ListProbesRequestInput {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'experiment'?: (string);
}

export interface ListProbesRequest {
  'pageSize'?: (number);
  'pageToken'?: (string);
  'experiment'?: (string);
}
