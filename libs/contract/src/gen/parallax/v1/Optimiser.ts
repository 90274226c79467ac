// Original file: proto/parallax/v1/training.proto

import type { OptimiserKindInput as _parallax_v1_OptimiserKindInput, OptimiserKind as _parallax_v1_OptimiserKind } from '../../parallax/v1/OptimiserKind.js';

export interface OptimiserInput {
  'kind'?: (_parallax_v1_OptimiserKindInput);
  'learningRate'?: (number | string);
  'beta1'?: (number | string);
  'beta2'?: (number | string);
  'epsilon'?: (number | string);
  'weightDecay'?: (number | string);
  'clipNorm'?: (number | string);
  '_kind'?: "kind";
  '_learningRate'?: "learningRate";
  '_beta1'?: "beta1";
  '_beta2'?: "beta2";
  '_epsilon'?: "epsilon";
  '_weightDecay'?: "weightDecay";
  '_clipNorm'?: "clipNorm";
}

export interface Optimiser {
  'kind'?: (_parallax_v1_OptimiserKind);
  'learningRate'?: (number);
  'beta1'?: (number);
  'beta2'?: (number);
  'epsilon'?: (number);
  'weightDecay'?: (number);
  'clipNorm'?: (number);
}
