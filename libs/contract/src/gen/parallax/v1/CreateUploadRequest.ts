// Original file: proto/parallax/v1/embedding_service.proto


export interface CreateUploadRequestInput {
}

export interface CreateUploadRequest {
}
