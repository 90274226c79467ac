// Original file: proto/parallax/v1/embedding.proto


export interface CreateUploadRequestInput {
}

export interface CreateUploadRequest {
}
