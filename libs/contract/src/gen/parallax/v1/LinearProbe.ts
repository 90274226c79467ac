// Original file: proto/parallax/v1/probe.proto

import type { OptimiserInput as _parallax_v1_OptimiserInput, Optimiser as _parallax_v1_Optimiser } from '../../parallax/v1/Optimiser.js';
import type { ScheduleInput as _parallax_v1_ScheduleInput, Schedule as _parallax_v1_Schedule } from '../../parallax/v1/Schedule.js';

export interface LinearProbeInput {
  'epochs'?: (number);
  'batch'?: (number);
  'optimiser'?: (_parallax_v1_OptimiserInput | null);
  'schedule'?: (_parallax_v1_ScheduleInput | null);
  'learningRates'?: (number | string)[];
  'heldOut'?: (number | string);
  '_epochs'?: "epochs";
  '_batch'?: "batch";
  '_heldOut'?: "heldOut";
}

export interface LinearProbe {
  'epochs'?: (number);
  'batch'?: (number);
  'optimiser'?: (_parallax_v1_Optimiser);
  'schedule'?: (_parallax_v1_Schedule);
  'learningRates': (number)[];
  'heldOut'?: (number);
}
