// Original file: proto/parallax/v1/objective.proto


export interface VicregInput {
  'invariance'?: (number | string);
  'variance'?: (number | string);
  'covariance'?: (number | string);
  '_invariance'?: "invariance";
  '_variance'?: "variance";
  '_covariance'?: "covariance";
}

export interface Vicreg {
  'invariance'?: (number);
  'variance'?: (number);
  'covariance'?: (number);
}
