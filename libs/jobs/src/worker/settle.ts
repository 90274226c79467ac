import { setTimeout as delay } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import { ParallaxError } from '@parallax/errors';
import { mapNatsErrors } from '@parallax/nats';
import { tryToAnnounce } from '../flow/announce.js';
import { afterEnd } from '../flow/end.js';
import type { Limits } from '../limits.js';
import { hasEnded, type JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import type { Lease } from './lease.js';
import { type Outcome, recordAfter } from './outcome.js';

const longestWait = 60_000;

/** Brings an attempt's outcome home: into the record, into the events, and the message out of the queue or back into it. */
export async function settle(
  backend: Backend,
  lease: Lease,
  message: JsMsg,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<void> {
  const job = outcome.type === 'taken' ? undefined : await write(backend, lease, outcome, signal);
  lease.release();
  if (!job) return;
  if (hasEnded(job)) return conclude(backend, message, job);
  await tryToAnnounce(backend, 'queued', job);
  message.nak(outcome.type === 'stopped' ? 0 : backOff(backend.limits, message));
}

/** Does what follows from a job's end, and takes it out of the queue; where that fails, it is left to a later delivery. */
export async function conclude(backend: Backend, message: JsMsg, job: JobRecord): Promise<void> {
  try {
    await afterEnd(backend, job, () => mapNatsErrors(() => message.ackAck()));
  } catch (thrown) {
    backend.log.warn({ err: thrown, job: job.id }, 'could not conclude a job that has ended; trying again later');
    message.nak(backOff(backend.limits, message));
  }
}

/**
 * The record after the attempt; undefined where the job is no longer ours. While NATS is away, the outcome waits here: it is
 * nowhere else.
 */
async function write(
  backend: Backend,
  lease: Lease,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<JobRecord | undefined> {
  for (;;) {
    try {
      return await lease.update((job) => recordAfter(job, outcome, backend.limits));
    } catch (thrown) {
      const { reason } = ParallaxError.from(thrown);
      if (reason === 'CONFLICT' || reason === 'NOT_FOUND') return undefined;
      backend.log.warn({ err: thrown }, 'could not write the outcome of a job; trying again');
    }
    if (signal.aborted) return undefined;
    await delay(backend.limits.backOff, undefined, { signal }).catch(() => {});
  }
}

export function backOff({ backOff }: Limits, { info }: JsMsg): number {
  return Math.min(longestWait, backOff * 2 ** (info.deliveryCount - 1));
}
