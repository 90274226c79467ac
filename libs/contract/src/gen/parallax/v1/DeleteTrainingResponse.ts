// Original file: proto/parallax/v1/training.proto


export interface DeleteTrainingResponseInput {
}

export interface DeleteTrainingResponse {
}
