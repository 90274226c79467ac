// Original file: proto/parallax/v1/objective.proto


export interface NtXentInput {
  'temperature'?: (number | string);
  '_temperature'?: "temperature";
}

export interface NtXent {
  'temperature'?: (number);
}
