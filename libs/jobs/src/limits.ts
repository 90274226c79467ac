/** How long things may take, in milliseconds, and how often they may fail. */
export interface Limits {
  /** A worker that says nothing for so long has lost its job. Default: 30 s. */
  lease: number;
  /** A computation that reports nothing for so long is killed, and its job tried again. Default: 5 minutes. */
  silence: number;
  /** How long a computation may take to stop when asked to. Default: 10 s. */
  grace: number;
  /** Attempts lost without a new checkpoint before the job fails. Default: 5. */
  lostAttempts: number;
  /** The least time from one write of progress to the next; more where NATS takes long, up to `progressEvent`. Default: 500 ms. */
  progress: number;
  /** The same for events of progress. Default: 5 s. */
  progressEvent: number;
  /** Wait before a job is tried again; doubles with each delivery, up to a minute. Default: 1 s. */
  backOff: number;
  /** From one look for jobs that a crash left behind to the next. Default: 1 minute. */
  sweep: number;
  /** A pinned job that nobody runs for so long fails. Default: 24 hours. */
  absence: number;
  /** How long a worker with a spec waits for the jobs that it names to be there at all. Default: 5 minutes. */
  appearance: number;
}

export const defaultLimits: Limits = {
  lease: 30_000,
  silence: 5 * 60_000,
  grace: 10_000,
  lostAttempts: 5,
  progress: 500,
  progressEvent: 5000,
  backOff: 1000,
  sweep: 60_000,
  absence: 24 * 3600_000,
  appearance: 5 * 60_000,
};

/** The part of its time that a worker may spend on telling of its progress: so a fleet too large for NATS tells less often. */
const writingShare = 1 / 20;

/** How long to wait after a write of progress that took so long, in milliseconds; an event's time at most. */
export function nextWriteIn({ progress, progressEvent }: Limits, took: number): number {
  return Math.max(progress, Math.min(progressEvent, took * (1 / writingShare - 1)));
}
