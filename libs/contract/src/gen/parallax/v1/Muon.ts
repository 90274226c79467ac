// Original file: proto/parallax/v1/optimiser.proto


export interface MuonInput {
  'learningRate'?: (number | string);
  'momentum'?: (number | string);
  'nesterov'?: (boolean);
  'weightDecay'?: (number | string);
  'beta1'?: (number | string);
  'beta2'?: (number | string);
  'epsilon'?: (number | string);
  '_learningRate'?: "learningRate";
  '_momentum'?: "momentum";
  '_nesterov'?: "nesterov";
  '_weightDecay'?: "weightDecay";
  '_beta1'?: "beta1";
  '_beta2'?: "beta2";
  '_epsilon'?: "epsilon";
}

export interface Muon {
  'learningRate'?: (number);
  'momentum'?: (number);
  'nesterov'?: (boolean);
  'weightDecay'?: (number);
  'beta1'?: (number);
  'beta2'?: (number);
  'epsilon'?: (number);
}
