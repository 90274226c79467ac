import { type ErrorJson, ParallaxError, type Reason } from '@parallax/errors';
import { ended } from '../flow/end.js';
import type { Limits } from '../limits.js';
import type { JobRecord } from '../record.js';
import type { FromCompute } from './messages.js';

/** How an attempt at a job came to its end. */
export type Outcome =
  | { type: 'succeeded'; result: unknown }
  | { type: 'failed'; error: ErrorJson }
  /** The computation was cut off: an attempt lost. */
  | { type: 'lost'; how: string }
  /** Something that it needs is away for now. */
  | { type: 'postponed'; error: ErrorJson }
  | { type: 'cancelled' }
  /** The worker is stopping. */
  | { type: 'stopped' }
  /** Another worker has the job. */
  | { type: 'taken' };

export const outcomes: readonly Outcome['type'][] = [
  'succeeded',
  'failed',
  'lost',
  'postponed',
  'cancelled',
  'stopped',
  'taken',
];

/** Whether something went wrong, rather than that someone wanted it so. */
export function isFailure({ type }: Outcome): boolean {
  return type === 'failed' || type === 'lost' || type === 'postponed';
}

/** Errors after which the same attempt may well succeed later. */
const passing: ReadonlySet<Reason> = new Set(['UNAVAILABLE', 'DEADLINE', 'QUEUE_FULL']);

type Answer = FromCompute & { type: 'done' | 'failed' };

/**
 * @param asked what the computation was asked to end for
 * @param answer what it said last, if it came to that
 * @param how its process ended
 */
export function outcomeOf(asked: Outcome | undefined, answer: Answer | undefined, how: string): Outcome {
  if (asked && asked.type !== 'stopped') return asked;
  if (answer?.type === 'done') return { type: 'succeeded', result: answer.result };
  if (!answer) return asked ?? { type: 'lost', how: `its process ended with ${how}` };
  const { error } = answer;
  const gaveUp = passing.has(error.reason) || error.reason === 'CANCELLED';
  if (asked && gaveUp) return asked;
  return passing.has(error.reason) ? { type: 'postponed', error } : { type: 'failed', error };
}

/** The record after an attempt. Who has asked for the job to be cancelled gets that, whatever came of it. */
export function recordAfter(job: JobRecord, outcome: Outcome, limits: Limits): JobRecord {
  if (job.cancelRequested || outcome.type === 'cancelled') return ended(job, 'cancelled');
  if (outcome.type === 'succeeded') return ended(job, 'succeeded', { result: outcome.result });
  if (outcome.type === 'failed') return ended(job, 'failed', { error: outcome.error });
  const { owner, ...rest } = job;
  const lostAttempts = job.lostAttempts + (outcome.type === 'lost' ? 1 : 0);
  if (outcome.type === 'lost' && lostAttempts >= limits.lostAttempts) {
    return ended({ ...job, lostAttempts }, 'failed', { error: lost(lostAttempts, outcome.how) });
  }
  return { ...rest, state: 'queued', lostAttempts };
}

/** What the computation is told, and what the attempt's span says of it. */
export function errorOf(outcome: Outcome): ParallaxError | undefined {
  switch (outcome.type) {
    case 'failed':
    case 'postponed':
      return ParallaxError.fromJSON(outcome.error);
    case 'lost':
      return new ParallaxError('WORKER_LOST', outcome.how);
    case 'cancelled':
      return new ParallaxError('CANCELLED', 'the job has been cancelled');
    case 'taken':
      return new ParallaxError('CANCELLED', 'another worker has taken the job');
    case 'stopped':
      return new ParallaxError('UNAVAILABLE', 'the worker is stopping');
    case 'succeeded':
      return undefined;
  }
}

/** Why a job is given up that loses its workers. */
export function lost(attempts: number, last = 'the worker is gone') {
  const message = `${attempts} attempts were lost without a new checkpoint; the last one: ${last}`;
  return new ParallaxError('WORKER_LOST', message).toJSON();
}
