// Original file: proto/parallax/v1/job.proto


export interface DeleteJobResponseInput {
}

export interface DeleteJobResponse {
}
