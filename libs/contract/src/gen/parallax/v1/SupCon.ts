// Original file: proto/parallax/v1/objective.proto


export interface SupConInput {
  'temperature'?: (number | string);
  '_temperature'?: "temperature";
}

export interface SupCon {
  'temperature'?: (number);
}
