import { setTimeout as delay } from 'node:timers/promises';
import { context, SpanKind } from '@opentelemetry/api';
import { BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { connectNats, disconnect } from '@parallax/events';
import type { Settings } from '@parallax/settings';
import { contextFrom, openSpan, semconv } from '@parallax/telemetry';
import { tryToAnnounce } from '../flow/announce.js';
import type { Limits } from '../limits.js';
import { hasEnded, type JobKind, type JobRecord } from '../record.js';
import { type Backend, openBackend } from '../store/backend.js';
import { type Delivery, pull } from '../store/queue.js';
import { runAttempt } from './attempt.js';
import { claim } from './claim.js';
import { Lease } from './lease.js';
import { errorOf, type Outcome } from './outcome.js';
import { backOff, conclude, settle } from './settle.js';

export interface WorkerOptions {
  kind: JobKind;
  /** The module of the computation, which calls `runCompute`: it runs in a process of its own, one for each attempt. */
  compute: URL;
  settings: Settings;
  /** Aborts when the worker must stop: the job under way saves a checkpoint and goes on elsewhere. */
  signal: AbortSignal;
  /** Takes one job and returns, or returns when none is waiting. Default: false, jobs are taken until `signal` aborts. */
  once?: boolean;
  limits?: Partial<Limits>;
}

/** Takes jobs of one kind from the queue, one at a time. @throws UNAVAILABLE where NATS or the object store isn't there */
export async function runWorker({ kind, compute, settings, signal, once, limits }: WorkerOptions): Promise<void> {
  const connection = await connectNats(settings, { signal });
  try {
    const blobs = await BlobStore.open(settings, { signal });
    const backend = await openBackend(connection, { blobs, limits });
    const consumer = await backend.queue.consumer(kind);
    while (!signal.aborted) {
      try {
        const delivery = await pull(consumer, signal, once ? 1000 : undefined);
        if (delivery) await take(backend, delivery, compute, signal);
      } catch (thrown) {
        backend.log.warn({ err: thrown }, 'could not get a job from the queue; trying again');
        await delay(backend.limits.backOff, undefined, { signal }).catch(() => {});
      }
      if (once) return;
    }
  } finally {
    await disconnect(connection);
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
  await tryToAnnounce(backend, 'started', job);
  const lease = new Lease(backend, message, job);
  const { context: inside, end } = openSpan(`${job.kind} attempt`, {
    kind: SpanKind.CONSUMER,
    parent: contextFrom(job.traceparent),
    links: job.links,
    attributes: {
      [semconv.ATTR_JOB_ID]: job.id,
      [semconv.ATTR_JOB_KIND]: job.kind,
      [semconv.ATTR_EXPERIMENT]: job.experiment,
    },
  });
  await context.with(inside, async () => {
    const outcome = await runAttempt(backend, { job, lease, compute, signal }).catch(postponed);
    await settle(backend, lease, message, outcome, signal);
    const error = isFailure(outcome) ? errorOf(outcome) : undefined;
    const facts = { job: job.id, attempt: job.attempt, outcome: outcome.type, reason: error?.message };
    backend.log[error ? 'warn' : 'info'](facts, 'let go of a job');
    end(error);
  });
}

function isFailure({ type }: Outcome): boolean {
  return type === 'failed' || type === 'lost' || type === 'postponed';
}

/** An attempt that could not even begin. */
function postponed(thrown: unknown): Outcome {
  return { type: 'postponed', error: ParallaxError.from(thrown).toJSON() };
}
