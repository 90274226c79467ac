import type { JobStatusInput } from '@parallax/contract';
import { type ErrorJson, ParallaxError, type Status } from '@parallax/errors';
import type { JobRecord, JobState } from '../record.js';
import { traceIdOf } from '../store/traces.js';

type StatusInput = NonNullable<JobStatusInput['error']>;
type TimestampInput = NonNullable<JobStatusInput['createTime']>;

/** The record's part that all kinds of job have in common, as the API's JobStatus. */
export function jobStatus(job: JobRecord): JobStatusInput {
  return {
    state: states[job.state],
    revision: job.revision,
    experiment: job.experiment,
    traceId: traceIdOf(job.traceparent),
    dependsOn: job.dependsOn,
    attempt: job.attempt,
    worker: job.worker,
    deviceClass: job.deviceClass,
    progress: job.progress,
    error: job.error && rpcStatus(job.error),
    createTime: timestamp(job.createTime),
    startTime: timestamp(job.startTime),
    endTime: timestamp(job.endTime),
  };
}

const states = {
  waiting: 'JOB_STATE_WAITING',
  queued: 'JOB_STATE_QUEUED',
  running: 'JOB_STATE_RUNNING',
  succeeded: 'JOB_STATE_SUCCEEDED',
  failed: 'JOB_STATE_FAILED',
  cancelled: 'JOB_STATE_CANCELLED',
} as const satisfies Record<JobState, string>;

/** google.rpc.Code */
const codes: Record<Status, number> = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
};

function rpcStatus(error: ErrorJson): StatusInput {
  const { status, message, reason, metadata } = ParallaxError.fromJSON(error);
  const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'parallax', metadata };
  return { code: codes[status], message, details: [info] };
}

function timestamp(time: string | undefined): TimestampInput | undefined {
  if (!time) return undefined;
  const milliseconds = Date.parse(time);
  return { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 };
}
