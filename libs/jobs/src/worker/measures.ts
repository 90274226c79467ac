import { reasons } from '@parallax/errors';
import { beginAtZero, catalogue, instrument, semconv } from '@parallax/telemetry';
import type { JobKind, JobRecord } from '../record.js';
import { errorOf, isFailure, type Outcome, outcomes } from './outcome.js';

const { ATTR_ATTEMPT_OUTCOME, ATTR_ERROR_TYPE, ATTR_JOB_KIND } = semconv;
const { jobs } = catalogue;

const attempts = instrument(jobs.attempts);
const redeliveries = instrument(jobs.redeliveries);
const errors = instrument(jobs.errors);
const wait = instrument(jobs.wait);
const running = instrument(jobs.running);

/** A worker that has had no job yet. */
export function measureIdle(kind: JobKind): void {
  const own = { [ATTR_JOB_KIND]: kind };
  running(0, own);
  beginAtZero(jobs.redeliveries, own);
  for (const outcome of outcomes) beginAtZero(jobs.attempts, { ...own, [ATTR_ATTEMPT_OUTCOME]: outcome });
  for (const reason of Object.keys(reasons)) beginAtZero(jobs.errors, { ...own, [ATTR_ERROR_TYPE]: reason });
}

/** A worker has taken a job. */
export function measureTaken({ kind, attempt, queueTime, createTime }: JobRecord, redelivered: boolean): void {
  const own = { [ATTR_JOB_KIND]: kind };
  running(1, own);
  if (redelivered) redeliveries(1, own);
  if (attempt === 1) wait(Math.max(0, Date.now() - Date.parse(queueTime ?? createTime)) / 1000, own);
}

/** An attempt has ended: this worker has let go of a job, or found that another is gone with it. */
export function measureAttempt({ kind }: JobRecord, outcome: Outcome): void {
  const own = { [ATTR_JOB_KIND]: kind };
  running(0, own);
  attempts(1, { ...own, [ATTR_ATTEMPT_OUTCOME]: outcome.type });
  if (isFailure(outcome)) errors(1, { ...own, [ATTR_ERROR_TYPE]: errorOf(outcome)?.reason });
}
