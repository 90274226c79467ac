// Original file: proto/parallax/v1/optimiser.proto


export interface LarsInput {
  'learningRate'?: (number | string);
  'momentum'?: (number | string);
  'weightDecay'?: (number | string);
  'trustCoefficient'?: (number | string);
  '_learningRate'?: "learningRate";
  '_momentum'?: "momentum";
  '_weightDecay'?: "weightDecay";
  '_trustCoefficient'?: "trustCoefficient";
}

export interface Lars {
  'learningRate'?: (number);
  'momentum'?: (number);
  'weightDecay'?: (number);
  'trustCoefficient'?: (number);
}
