import { ParallaxError, type Status } from '@parallax/errors';
import type { JobRecord } from '../record.js';

/** How a worker's process ends; the numbers are those of BSD's sysexits.h. `docs/jobs.md` says what to do after each. */
export const exitCodes = {
  /** The job has succeeded, or there was none. */
  done: 0,
  /** What came unforeseen, or could not be reached: it may be tried again. */
  error: 1,
  /** What the process was given is wrong, or names what isn't there: to try again is no use. */
  refused: 64,
  /** The job of `--spec` has failed for good, or was cancelled. */
  failed: 70,
  /** The process was asked to end before its job had: started again, it goes on from the last checkpoint. */
  interrupted: 75,
} as const;

const refusals: ReadonlySet<Status> = new Set(['INVALID_ARGUMENT', 'NOT_FOUND', 'ALREADY_EXISTS']);

/** @param thrown before there was a job */
export function exitCodeOfError(thrown: unknown): number {
  return refusals.has(ParallaxError.from(thrown).status) ? exitCodes.refused : exitCodes.error;
}

/** @param job as it stands when its worker ends */
export function exitCodeOf({ state }: JobRecord): number {
  if (state === 'succeeded') return exitCodes.done;
  return state === 'failed' || state === 'cancelled' ? exitCodes.failed : exitCodes.interrupted;
}
