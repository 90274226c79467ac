// Original file: proto/parallax/v1/schedule.proto

import type { ConstantScheduleInput as _parallax_v1_ConstantScheduleInput, ConstantSchedule as _parallax_v1_ConstantSchedule } from '../../parallax/v1/ConstantSchedule.js';
import type { LinearScheduleInput as _parallax_v1_LinearScheduleInput, LinearSchedule as _parallax_v1_LinearSchedule } from '../../parallax/v1/LinearSchedule.js';
import type { CosineScheduleInput as _parallax_v1_CosineScheduleInput, CosineSchedule as _parallax_v1_CosineSchedule } from '../../parallax/v1/CosineSchedule.js';

export interface ScheduleInput {
  'constant'?: (_parallax_v1_ConstantScheduleInput | null);
  'linear'?: (_parallax_v1_LinearScheduleInput | null);
  'cosine'?: (_parallax_v1_CosineScheduleInput | null);
  'warmup'?: (number | string);
  'kind'?: "constant"|"linear"|"cosine";
  '_warmup'?: "warmup";
}

export interface Schedule {
  'constant'?: (_parallax_v1_ConstantSchedule);
  'linear'?: (_parallax_v1_LinearSchedule);
  'cosine'?: (_parallax_v1_CosineSchedule);
  'warmup'?: (number);
}
