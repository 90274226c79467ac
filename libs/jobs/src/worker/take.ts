import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from '@nats-io/jetstream';
import { context } from '@opentelemetry/api';
import { ParallaxError } from '@parallax/errors';
import { semconv } from '@parallax/telemetry';
import { tryToAnnounce } from '../flow/announce.js';
import { hasEnded, type JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { type Delivery, pull } from '../store/queue.js';
import { runAttempt } from './attempt.js';
import { claim } from './claim.js';
import { Lease } from './lease.js';
import { measureAttempt, measureTaken } from './measures.js';
import { errorOf, isFailure, type Outcome } from './outcome.js';
import { backOff, conclude, settle } from './settle.js';
import { openAttempt } from './spans.js';

/**
 * Waits some seconds for a job, and sees one attempt at it through.
 *
 * @param expires milliseconds to wait
 */
export async function takeOne(
  backend: Backend,
  consumer: Consumer,
  compute: URL,
  signal: AbortSignal,
  expires?: number,
): Promise<void> {
  const delivery = await pull(consumer, signal, expires);
  if (delivery) await take(backend, delivery, compute, signal);
}

/** The same for whoever asks again and again, whatever goes wrong: NATS may be away for a while. */
export async function takeNext(
  backend: Backend,
  consumer: () => Promise<Consumer>,
  compute: URL,
  signal: AbortSignal,
): Promise<void> {
  try {
    await takeOne(backend, await consumer(), compute, signal);
  } catch (thrown) {
    backend.log.warn({ err: thrown }, 'could not get a job from the queue; trying again');
    await delay(backend.limits.backOff, undefined, { signal }).catch(() => {});
  }
}

async function take(backend: Backend, { id, message }: Delivery, compute: URL, signal: AbortSignal): Promise<void> {
  try {
    const job = await claim(backend, id);
    if (job?.state === 'running') return await work(backend, { id, message }, job, compute, signal);
    if (job && hasEnded(job)) return await conclude(backend, message, job);
    message.ack();
  } catch (thrown) {
    message.nak(backOff(backend.limits, message));
    throw thrown;
  }
}

async function work(backend: Backend, { message }: Delivery, job: JobRecord, compute: URL, signal: AbortSignal) {
  backend.log.info({ job: job.id, attempt: job.attempt }, 'took a job');
  measureTaken(job, message.redelivered);
  await tryToAnnounce(backend, 'started', job);
  const lease = new Lease(backend, message, job);
  const { span, context: inside, end } = openAttempt(job, message);
  await context.with(inside, async () => {
    const outcome = await runAttempt(backend, { job, lease, compute, signal }).catch(postponed);
    await settle(backend, lease, message, outcome, signal);
    measureAttempt(job, outcome);
    const error = isFailure(outcome) ? errorOf(outcome) : undefined;
    const facts = { job: job.id, attempt: job.attempt, outcome: outcome.type, reason: error?.message };
    backend.log[error ? 'warn' : 'info'](facts, 'let go of a job');
    span.setAttribute(semconv.ATTR_ATTEMPT_OUTCOME, outcome.type);
    end(error);
  });
}

/** An attempt that could not even begin. */
function postponed(thrown: unknown): Outcome {
  return { type: 'postponed', error: ParallaxError.from(thrown).toJSON() };
}
