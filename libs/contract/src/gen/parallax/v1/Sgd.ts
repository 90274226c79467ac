// Original file: proto/parallax/v1/optimiser.proto


export interface SgdInput {
  'learningRate'?: (number | string);
  'momentum'?: (number | string);
  'nesterov'?: (boolean);
  'weightDecay'?: (number | string);
  '_learningRate'?: "learningRate";
  '_momentum'?: "momentum";
  '_nesterov'?: "nesterov";
  '_weightDecay'?: "weightDecay";
}

export interface Sgd {
  'learningRate'?: (number);
  'momentum'?: (number);
  'nesterov'?: (boolean);
  'weightDecay'?: (number);
}
