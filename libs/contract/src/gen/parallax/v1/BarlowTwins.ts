// Original file: proto/parallax/v1/objective.proto


export interface BarlowTwinsInput {
  'redundancy'?: (number | string);
  '_redundancy'?: "redundancy";
}

export interface BarlowTwins {
  'redundancy'?: (number);
}
