// Original file: proto/parallax/v1/schedule.proto


export interface CosineScheduleInput {
  'restarts'?: (number);
  '_restarts'?: "restarts";
}

export interface CosineSchedule {
  'restarts'?: (number);
}
