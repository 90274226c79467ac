// Original file: proto/parallax/v1/probe.proto

import type { OptimiserInput as _parallax_v1_OptimiserInput, Optimiser as _parallax_v1_Optimiser } from '../../parallax/v1/Optimiser.js';

export interface LinearProbeInput {
  'epochs'?: (number);
  'batch'?: (number);
  'optimiser'?: (_parallax_v1_OptimiserInput | null);
  '_epochs'?: "epochs";
  '_batch'?: "batch";
}

export interface LinearProbe {
  'epochs'?: (number);
  'batch'?: (number);
  'optimiser'?: (_parallax_v1_Optimiser);
}
