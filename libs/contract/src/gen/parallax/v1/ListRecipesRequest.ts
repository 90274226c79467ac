// Original file: proto/parallax/v1/augmentation.proto


export interface ListRecipesRequestInput {
}

export interface ListRecipesRequest {
}
