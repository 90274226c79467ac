// Original file: proto/parallax/v1/probe.proto


export interface GetProbeRequestInput {
  'id'?: (string);
}

export interface GetProbeRequest {
  'id'?: (string);
}
