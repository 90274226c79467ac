// Original file: proto/parallax/v1/objective.proto


export interface DclInput {
  'temperature'?: (number | string);
  '_temperature'?: "temperature";
}

export interface Dcl {
  'temperature'?: (number);
}
