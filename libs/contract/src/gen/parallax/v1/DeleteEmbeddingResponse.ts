// Original file: proto/parallax/v1/embedding.proto


export interface DeleteEmbeddingResponseInput {
}

export interface DeleteEmbeddingResponse {
}
