// Original file: proto/parallax/v1/objective.proto


export interface ByolInput {
  'targetMomentum'?: (number | string);
  '_targetMomentum'?: "targetMomentum";
}

export interface Byol {
  'targetMomentum'?: (number);
}
