import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { reasons } from '@parallax/errors';
import { beginAtZero, catalogue, Gauges, instrument, isMeasuring, semconv } from '@parallax/telemetry';
import { endStates, type JobKind, type JobRecord, jobKinds } from './job.js';
import { queueState, storageState } from './queue.js';
import { errorOf, isFailure, type Outcome, outcomes } from './worker/outcome.js';

const { ATTR_ATTEMPT_OUTCOME, ATTR_ERROR_TYPE, ATTR_JOB_ID, ATTR_JOB_KIND, ATTR_JOB_STATE } = semconv;
const { jobs, runtime } = catalogue;

const ended = instrument(jobs.ended);
const duration = instrument(jobs.duration);
const attempts = instrument(jobs.attempts);
const redeliveries = instrument(jobs.redeliveries);
const errors = instrument(jobs.errors);
const wait = instrument(jobs.wait);
const running = instrument(jobs.running);

// Whoever cancels a job, or moves its dependents on, ends jobs of any kind.
for (const kind of jobKinds) {
  for (const state of endStates) beginAtZero(jobs.ended, { [ATTR_JOB_KIND]: kind, [ATTR_JOB_STATE]: state });
}

/** A job has ended. After a crash on the way, what follows from an end is done, and counted, again. */
export function measureEnd({ kind, state, startTime, endTime }: JobRecord): void {
  const attributes = { [ATTR_JOB_KIND]: kind, [ATTR_JOB_STATE]: state };
  ended(1, attributes);
  if (startTime && endTime) duration((Date.parse(endTime) - Date.parse(startTime)) / 1000, attributes);
}

/** A worker that has had no job yet. */
export function measureIdle(kind: JobKind): void {
  const own = { [ATTR_JOB_KIND]: kind };
  running(0, own);
  beginAtZero(jobs.redeliveries, own);
  for (const outcome of outcomes) beginAtZero(jobs.attempts, { ...own, [ATTR_ATTEMPT_OUTCOME]: outcome });
  for (const reason of Object.keys(reasons)) beginAtZero(jobs.errors, { ...own, [ATTR_ERROR_TYPE]: reason });
}

/** A worker has taken a job. */
export function measureTaken({ kind, attempt, queueTime, createTime }: JobRecord): void {
  const own = { [ATTR_JOB_KIND]: kind };
  running(1, own);
  if (attempt > 1) redeliveries(1, own);
  else wait(Math.max(0, Date.now() - Date.parse(queueTime ?? createTime)) / 1000, own);
}

/** An attempt has ended: this worker has let go of a job, or found that another is gone with it. */
export function measureAttempt({ kind }: JobRecord, outcome: Outcome): void {
  const own = { [ATTR_JOB_KIND]: kind };
  running(0, own);
  attempts(1, { ...own, [ATTR_ATTEMPT_OUTCOME]: outcome.type });
  if (isFailure(outcome)) errors(1, { ...own, [ATTR_ERROR_TYPE]: errorOf(outcome)?.reason });
}

const unreadable = new Gauges();

/** The series that there are at most: where a later version was here, it may have written all records. */
const mostUnreadable = 100;

/** Records that can't be read, by the ids of their jobs, have kept the collector from removing what they might need. */
export function measureUnreadable(ids: readonly string[]): void {
  unreadable.clear();
  for (const id of ids.slice(0, mostUnreadable)) unreadable.set(jobs.unreadable, 1, { [ATTR_JOB_ID]: id });
}

/** From one look at the queue to the next, in milliseconds. */
const interval = 5000;

/**
 * Measures the queue, and what JetStream has on disk, until `signal` aborts: every server does, so that the figures don't
 * hang on one of them. While NATS is away they are unknown. Where nobody reads them it returns at once.
 */
export async function measureQueue(connection: NatsConnection, signal: AbortSignal): Promise<void> {
  if (!isMeasuring()) return;
  const gauges = new Gauges();
  while (!signal.aborted) {
    await measureOnce(connection, gauges).catch(() => gauges.clear());
    await delay(interval, undefined, { signal }).catch(() => {});
  }
  gauges.end();
}

async function measureOnce(connection: NatsConnection, gauges: Gauges): Promise<void> {
  for (const kind of jobKinds) {
    const attributes = { [ATTR_JOB_KIND]: kind };
    const { depth, age, taken } = await queueState(connection, kind);
    gauges.set(jobs.depth, depth, attributes);
    gauges.set(jobs.age, age, attributes);
    gauges.set(jobs.taken, taken, attributes);
  }
  const { used, limit } = await storageState(connection);
  gauges.set(runtime.storage, used);
  if (limit !== undefined) gauges.set(runtime.storageLimit, limit);
}
