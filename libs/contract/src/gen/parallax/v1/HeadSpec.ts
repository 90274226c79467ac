// Original file: proto/parallax/v1/encoder.proto


export interface HeadSpecInput {
  'hidden'?: (number);
  'output'?: (number);
  '_hidden'?: "hidden";
  '_output'?: "output";
}

export interface HeadSpec {
  'hidden'?: (number);
  'output'?: (number);
}
