import { beginAtZero, catalogue, instrument, semconv } from '@parallax/telemetry';
import { type JobRecord, jobKinds } from './record.js';

const { ATTR_JOB_KIND, ATTR_JOB_STATE } = semconv;
const { jobs } = catalogue;

const ended = instrument(jobs.ended);
const duration = instrument(jobs.duration);

// Whoever cancels a job, or moves its dependents on, ends jobs of any kind.
for (const kind of jobKinds) {
  for (const state of ['succeeded', 'failed', 'cancelled']) {
    beginAtZero(jobs.ended, { [ATTR_JOB_KIND]: kind, [ATTR_JOB_STATE]: state });
  }
}

/** A job has ended. After a crash on the way, what follows from an end is done, and counted, again. */
export function measureEnd({ kind, state, startTime, endTime }: JobRecord): void {
  const attributes = { [ATTR_JOB_KIND]: kind, [ATTR_JOB_STATE]: state };
  ended(1, attributes);
  if (startTime && endTime) duration((Date.parse(endTime) - Date.parse(startTime)) / 1000, attributes);
}
