// Original file: proto/parallax/v1/training.proto

import type { OnlineMeasureInput as _parallax_v1_OnlineMeasureInput, OnlineMeasure as _parallax_v1_OnlineMeasure } from '../../parallax/v1/OnlineMeasure.js';

export interface KeepSpecInput {
  'everyEpochs'?: (number);
  'best'?: (_parallax_v1_OnlineMeasureInput)[];
  '_everyEpochs'?: "everyEpochs";
}

export interface KeepSpec {
  'everyEpochs'?: (number);
  'best': (_parallax_v1_OnlineMeasure)[];
}
