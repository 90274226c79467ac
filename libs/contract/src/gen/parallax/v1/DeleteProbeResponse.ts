// Original file: proto/parallax/v1/probe.proto


export interface DeleteProbeResponseInput {
}

export interface DeleteProbeResponse {
}
