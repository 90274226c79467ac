// Original file: proto/parallax/v1/training.proto

export const ContinuedSchedule = {
  CONTINUED_SCHEDULE_UNSPECIFIED: 'CONTINUED_SCHEDULE_UNSPECIFIED',
  CONTINUED_SCHEDULE_STRETCHED: 'CONTINUED_SCHEDULE_STRETCHED',
  CONTINUED_SCHEDULE_HELD: 'CONTINUED_SCHEDULE_HELD',
} as const;

export type ContinuedScheduleInput =
  | 'CONTINUED_SCHEDULE_UNSPECIFIED'
  | 0
  | 'CONTINUED_SCHEDULE_STRETCHED'
  | 1
  | 'CONTINUED_SCHEDULE_HELD'
  | 2

export type ContinuedSchedule = typeof ContinuedSchedule[keyof typeof ContinuedSchedule]
