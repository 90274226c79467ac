// Original file: proto/parallax/v1/augmentation.proto


export interface DeleteDatasetResponseInput {
}

export interface DeleteDatasetResponse {
}
