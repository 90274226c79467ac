// Original file: proto/parallax/v1/training.proto

import type { ScheduleKindInput as _parallax_v1_ScheduleKindInput, ScheduleKind as _parallax_v1_ScheduleKind } from '../../parallax/v1/ScheduleKind.js';

export interface ScheduleInput {
  'kind'?: (_parallax_v1_ScheduleKindInput);
  'warmup'?: (number | string);
  '_kind'?: "kind";
  '_warmup'?: "warmup";
}

export interface Schedule {
  'kind'?: (_parallax_v1_ScheduleKind);
  'warmup'?: (number);
}
