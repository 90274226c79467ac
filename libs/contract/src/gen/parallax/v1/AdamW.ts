// Original file: proto/parallax/v1/optimiser.proto


export interface AdamWInput {
  'learningRate'?: (number | string);
  'beta1'?: (number | string);
  'beta2'?: (number | string);
  'epsilon'?: (number | string);
  'weightDecay'?: (number | string);
  '_learningRate'?: "learningRate";
  '_beta1'?: "beta1";
  '_beta2'?: "beta2";
  '_epsilon'?: "epsilon";
  '_weightDecay'?: "weightDecay";
}

export interface AdamW {
  'learningRate'?: (number);
  'beta1'?: (number);
  'beta2'?: (number);
  'epsilon'?: (number);
  'weightDecay'?: (number);
}
