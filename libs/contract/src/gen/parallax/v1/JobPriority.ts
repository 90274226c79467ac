// Original file: proto/parallax/v1/job_status.proto

export const JobPriority = {
  JOB_PRIORITY_UNSPECIFIED: 'JOB_PRIORITY_UNSPECIFIED',
  JOB_PRIORITY_LOW: 'JOB_PRIORITY_LOW',
  JOB_PRIORITY_NORMAL: 'JOB_PRIORITY_NORMAL',
  JOB_PRIORITY_HIGH: 'JOB_PRIORITY_HIGH',
} as const;

export type JobPriorityInput =
  | 'JOB_PRIORITY_UNSPECIFIED'
  | 0
  | 'JOB_PRIORITY_LOW'
  | 1
  | 'JOB_PRIORITY_NORMAL'
  | 2
  | 'JOB_PRIORITY_HIGH'
  | 3

export type JobPriority = typeof JobPriority[keyof typeof JobPriority]
