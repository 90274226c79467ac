// Original file: proto/parallax/v1/probe.proto


export interface CancelProbeRequestInput {
  'id'?: (string);
}

export interface CancelProbeRequest {
  'id'?: (string);
}
