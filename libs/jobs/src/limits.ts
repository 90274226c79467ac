import type { Settings } from '@parallax/settings';

/** How long things may take, in milliseconds, and how often they may happen. */
export interface Limits {
  /** A worker that renews its lease no more for so long has lost its job. Default: 30 s. */
  lease: number;
  /** A computation that reports nothing for so long is killed, and its job tried again. Default: 5 minutes. */
  heartbeatTimeout: number;
  /** How long a computation may take to stop when asked to. Default: 10 s. */
  stopTimeout: number;
  /** The least time from one write of progress to the next; more where NATS takes long, up to `progressEvent`. Default: 500 ms. */
  progress: number;
  /** The same for events of progress. Default: 5 s. */
  progressEvent: number;
  /** Wait before a job is tried again; doubles with each time, up to a minute. Default: 1 s. */
  retryInterval: number;
  /** How often in a row what is around a worker may fail it before it takes no more jobs for a while. Default: 3. */
  failuresInARow: number;
  /** How long it then takes none; doubles, up to five times as long, while the next job fails too. Default: 1 minute. */
  rest: number;
  /** How long a worker leaves a job that it has failed for an unforeseen reason to others, while there are any. Default: 10 minutes. */
  leftToOthers: number;
  /** From one look for jobs that a crash left behind to the next. Default: 1 minute. */
  sweep: number;
  /** From one collection of blobs that nothing needs to the next. Default: 10 minutes. */
  collection: number;
  /** How old a blob is before it can be collected: what is about to refer to it, or import it, has so long. Default: 45 minutes. */
  blobAge: number;
  /** The same for a part of an upload for which no import has been started. Default: a day. */
  uploadAge: number;
  /** The same for a checkpoint, of which there are many. Default: 10 minutes. */
  checkpointAge: number;
  /** How long the removal of a blob may be under way, with what is tried again: whoever relies on the blob waits so long. Default: 2 minutes. */
  removal: number;
  /** A pinned job that nobody runs for so long fails. Default: 24 hours. */
  pinnedExpiry: number;
  /** How long a worker with a spec waits for the jobs that it names to be there at all. Default: 5 minutes. */
  dependencyTimeout: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultLimits: Limits = {
  lease: 30_000,
  heartbeatTimeout: 5 * minute,
  stopTimeout: 10_000,
  progress: 500,
  progressEvent: 5000,
  retryInterval: 1000,
  failuresInARow: 3,
  rest: minute,
  leftToOthers: 10 * minute,
  sweep: minute,
  collection: 10 * minute,
  blobAge: 45 * minute,
  uploadAge: 24 * hour,
  checkpointAge: 10 * minute,
  removal: 2 * minute,
  pinnedExpiry: 24 * hour,
  dependencyTimeout: 5 * minute,
};

/**
 * The limits that an installation's settings change: the age of blobs, and the lease, with which go the times in which a fleet
 * gets over what it has lost: a worker's rest, and the time from one sweep to the next, are twice as long.
 */
export function limitsOf(settings: Settings): Partial<Limits> {
  const lease = 1000 * settings.number('PARALLAX_JOBS_LEASE');
  const blobAge = minute * settings.number('PARALLAX_BLOB_MINUTES');
  return { lease, rest: 2 * lease, sweep: 2 * lease, blobAge };
}

/** The longest wait before a job is tried again, in milliseconds. */
const longestRetryInterval = minute;

/** How long to wait before the next attempt after so many in a row that failed, in milliseconds. */
export function retryIn({ retryInterval }: Limits, failures: number): number {
  return Math.min(longestRetryInterval, retryInterval * 2 ** Math.max(0, failures - 1));
}

/** The part of its time that a worker may spend on telling of its progress: so a fleet too large for NATS tells less often. */
const writingShare = 1 / 20;

/** How long to wait after a write of progress that took so long, in milliseconds; an event's time at most. */
export function nextWriteIn({ progress, progressEvent }: Limits, took: number): number {
  return Math.max(progress, Math.min(progressEvent, took * (1 / writingShare - 1)));
}
