// Original file: proto/parallax/v1/encoder.proto


export interface HeadSpecInput {
  'hidden'?: (number);
  'output'?: (number);
  'batchNorm'?: (boolean);
  '_hidden'?: "hidden";
  '_output'?: "output";
  '_batchNorm'?: "batchNorm";
}

export interface HeadSpec {
  'hidden'?: (number);
  'output'?: (number);
  'batchNorm'?: (boolean);
}
