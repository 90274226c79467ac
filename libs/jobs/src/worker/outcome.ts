import { type ErrorJson, ParallaxError, type Reason } from '@parallax/errors';
import type { FromComputation } from './computation.js';

/** How an attempt at a job came to its end. */
export type Outcome =
  | { type: 'succeeded'; result: unknown }
  /** For good: the job itself is why. */
  | { type: 'failed'; error: ErrorJson }
  /** The computation failed by its own doing, in a way that nobody foresaw: for good when it happens again. */
  | { type: 'suspect'; error: ErrorJson }
  /** The computation was cut off: an attempt lost. */
  | { type: 'lost'; error: ErrorJson }
  /** Something around the job kept it from ending: it is tried again. */
  | { type: 'postponed'; error: ErrorJson }
  | { type: 'cancelled' }
  | { type: 'paused' }
  /** The worker is stopping. */
  | { type: 'stopped' }
  /** Another worker has the job. */
  | { type: 'taken' };

export const outcomes: readonly Outcome['type'][] = [
  'succeeded',
  'failed',
  'suspect',
  'lost',
  'postponed',
  'cancelled',
  'paused',
  'stopped',
  'taken',
];

/** Whether something went wrong, rather than that someone wanted it so. */
export function isFailure({ type }: Outcome): boolean {
  return type === 'failed' || type === 'suspect' || type === 'lost' || type === 'postponed';
}

/**
 * What only the job itself can be the cause of: a field, an input that is missing or corrupt, what it computes. Everything
 * else is the fault of what is around it, and is tried again.
 */
const final: ReadonlySet<Reason> = new Set([
  'INVALID_FIELD',
  'NOT_FOUND',
  'NAME_TAKEN',
  'BLOB_CORRUPT',
  'LOSS_NOT_FINITE',
  'DEPENDENCY_FAILED',
  'JOB_TIMEOUT',
  'MESSAGE_TOO_LARGE',
  'NO_LABELS',
  'NO_STATE',
  'UNSUPPORTED_VERSION',
]);

type Answer = FromComputation & { type: 'done' | 'failed' };

/**
 * @param asked what the computation was asked to end for
 * @param answer what it said last, if it came to that
 * @param died why its process ended without an answer
 */
export function outcomeOf(asked: Outcome | undefined, answer: Answer | undefined, died: ParallaxError): Outcome {
  const isHandBack = asked?.type === 'stopped' || asked?.type === 'paused';
  if (asked && !isHandBack) return asked;
  if (answer?.type === 'done') return { type: 'succeeded', result: answer.result };
  if (!answer) return asked ?? outcomeOfError(died.toJSON());
  const outcome = outcomeOfError(answer.error);
  // Whoever has to let go may fail at anything that is called off.
  if (asked && outcome.type !== 'failed') return asked;
  return outcome;
}

/** What an error that ended an attempt makes of it. */
export function outcomeOfError(error: ErrorJson): Outcome {
  if (final.has(error.reason)) return { type: 'failed', error };
  if (error.reason === 'INTERNAL') return { type: 'suspect', error };
  if (error.reason === 'OUT_OF_MEMORY' || error.reason === 'WORKER_LOST') return { type: 'lost', error };
  return { type: 'postponed', error };
}

/** What the computation is told, and what the attempt's span says of it. */
export function errorOf(outcome: Outcome): ParallaxError | undefined {
  switch (outcome.type) {
    case 'failed':
    case 'suspect':
    case 'lost':
    case 'postponed':
      return ParallaxError.fromJSON(outcome.error);
    case 'cancelled':
      return new ParallaxError('CANCELLED', 'the job has been cancelled');
    case 'taken':
      return new ParallaxError('CANCELLED', 'another worker has taken the job');
    case 'paused':
      return new ParallaxError('UNAVAILABLE', 'the job has been paused');
    case 'stopped':
      return new ParallaxError('UNAVAILABLE', 'the worker is stopping');
    case 'succeeded':
      return undefined;
  }
}
