import type { JobStatusInput } from '@parallax/contract';
import { type ErrorJson, ParallaxError, statusCodes } from '@parallax/errors';
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

function rpcStatus(error: ErrorJson): StatusInput {
  const { status, message, reason, metadata } = ParallaxError.fromJSON(error);
  const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'parallax', metadata };
  return { code: statusCodes[status], message, details: [info] };
}

function timestamp(time: string | undefined): TimestampInput | undefined {
  if (!time) return undefined;
  const milliseconds = Date.parse(time);
  return { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 };
}
