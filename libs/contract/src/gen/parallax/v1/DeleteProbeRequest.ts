// Original file: proto/parallax/v1/probe.proto


export interface DeleteProbeRequestInput {
  'id'?: (string);
}

export interface DeleteProbeRequest {
  'id'?: (string);
}
