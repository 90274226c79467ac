// Original file: proto/parallax/v1/probe.proto

import type { OptimiserInput as _parallax_v1_OptimiserInput, Optimiser as _parallax_v1_Optimiser } from '../../parallax/v1/Optimiser.js';
import type { ScheduleInput as _parallax_v1_ScheduleInput, Schedule as _parallax_v1_Schedule } from '../../parallax/v1/Schedule.js';

export interface FineTuningProbeInput {
  'epochs'?: (number);
  'batch'?: (number);
  'optimiser'?: (_parallax_v1_OptimiserInput | null);
  'schedule'?: (_parallax_v1_ScheduleInput | null);
  '_epochs'?: "epochs";
  '_batch'?: "batch";
}

export interface FineTuningProbe {
  'epochs'?: (number);
  'batch'?: (number);
  'optimiser'?: (_parallax_v1_Optimiser);
  'schedule'?: (_parallax_v1_Schedule);
}
