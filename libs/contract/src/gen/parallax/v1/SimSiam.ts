// Original file: proto/parallax/v1/objective.proto


export interface SimSiamInput {
}

export interface SimSiam {
}
