import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { ConstantScheduleInput as _parallax_v1_ConstantScheduleInput, ConstantSchedule as _parallax_v1_ConstantSchedule } from './parallax/v1/ConstantSchedule.js';
import type { CosineScheduleInput as _parallax_v1_CosineScheduleInput, CosineSchedule as _parallax_v1_CosineSchedule } from './parallax/v1/CosineSchedule.js';
import type { LinearScheduleInput as _parallax_v1_LinearScheduleInput, LinearSchedule as _parallax_v1_LinearSchedule } from './parallax/v1/LinearSchedule.js';
import type { ScheduleInput as _parallax_v1_ScheduleInput, Schedule as _parallax_v1_Schedule } from './parallax/v1/Schedule.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      ConstantSchedule: MessageTypeDefinition<_parallax_v1_ConstantScheduleInput, _parallax_v1_ConstantSchedule>
      CosineSchedule: MessageTypeDefinition<_parallax_v1_CosineScheduleInput, _parallax_v1_CosineSchedule>
      LinearSchedule: MessageTypeDefinition<_parallax_v1_LinearScheduleInput, _parallax_v1_LinearSchedule>
      Schedule: MessageTypeDefinition<_parallax_v1_ScheduleInput, _parallax_v1_Schedule>
    }
  }
}

