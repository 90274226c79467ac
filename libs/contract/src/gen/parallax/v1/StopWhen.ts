// Original file: proto/parallax/v1/training.proto

import type { OnlineMeasureInput as _parallax_v1_OnlineMeasureInput, OnlineMeasure as _parallax_v1_OnlineMeasure } from '../../parallax/v1/OnlineMeasure.js';

export interface StopWhenInput {
  'measure'?: (_parallax_v1_OnlineMeasureInput);
  'patience'?: (number);
}

export interface StopWhen {
  'measure'?: (_parallax_v1_OnlineMeasure);
  'patience'?: (number);
}
