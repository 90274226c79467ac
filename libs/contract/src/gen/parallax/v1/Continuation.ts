// Original file: proto/parallax/v1/training.proto

import type { ContinuedScheduleInput as _parallax_v1_ContinuedScheduleInput, ContinuedSchedule as _parallax_v1_ContinuedSchedule } from '../../parallax/v1/ContinuedSchedule.js';

export interface ContinuationInput {
  'training'?: (string);
  'moreEpochs'?: (number);
  'schedule'?: (_parallax_v1_ContinuedScheduleInput);
  '_moreEpochs'?: "moreEpochs";
}

export interface Continuation {
  'training'?: (string);
  'moreEpochs'?: (number);
  'schedule'?: (_parallax_v1_ContinuedSchedule);
}
