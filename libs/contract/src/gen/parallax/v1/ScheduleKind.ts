// Original file: proto/parallax/v1/training.proto

export const ScheduleKind = {
  SCHEDULE_KIND_UNSPECIFIED: 'SCHEDULE_KIND_UNSPECIFIED',
  SCHEDULE_KIND_CONSTANT: 'SCHEDULE_KIND_CONSTANT',
  SCHEDULE_KIND_COSINE: 'SCHEDULE_KIND_COSINE',
} as const;

export type ScheduleKindInput =
  | 'SCHEDULE_KIND_UNSPECIFIED'
  | 0
  | 'SCHEDULE_KIND_CONSTANT'
  | 1
  | 'SCHEDULE_KIND_COSINE'
  | 2

export type ScheduleKind = typeof ScheduleKind[keyof typeof ScheduleKind]
