import { setTimeout as delay } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { BlobStore } from '@parallax/blobs';
import { connectNats, disconnect, followConnection } from '@parallax/nats';
import type { Settings } from '@parallax/settings';
import { semconv } from '@parallax/telemetry';
import { tryToPublish } from '../events.js';
import { hasEnded, type JobKind, type JobRecord } from '../job.js';
import { type Limits, limitsOf } from '../limits.js';
import { measureAttempt, measureIdle, measureTaken } from '../metrics.js';
import { type Delivery, shortestRequest } from '../queue.js';
import { type JobStores, openStores } from '../stores.js';
import { runAttempt } from './attempt.js';
import { openAttempt } from './attempt-span.js';
import { claim, conclude, Lease, redeliverIn } from './lease.js';
import { errorOf, isFailure, type Outcome } from './outcome.js';
import { isSeenElsewhere } from './suspicion.js';

export interface WorkerOptions {
  kind: JobKind;
  /** The module of the computation, which calls `runComputation`: it runs in a process of its own, one for each attempt. */
  compute: URL;
  settings: Settings;
  /** Aborts when the worker must stop: the job under way saves a checkpoint and goes on elsewhere. */
  signal: AbortSignal;
  /** Told whether it takes jobs, which it doesn't while NATS is away, or while what is around it fails it again and again. */
  ready?: ((ready: boolean) => void) | undefined;
  limits?: Partial<Limits> | undefined;
}

/** Takes jobs of one kind from the queue, one at a time, until `signal` aborts. @throws UNAVAILABLE where NATS or the store isn't there */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { kind, signal } = options;
  await withWorker(options, async (worker) => {
    while (!signal.aborted) await worker.takeNext(() => worker.stores.queue.next(kind, signal));
  });
}

/** Takes one job and returns, or returns when none is waiting. @throws UNAVAILABLE */
export async function runOneJob(options: WorkerOptions): Promise<void> {
  const { kind, signal } = options;
  await withWorker(options, async (worker) => {
    await worker.take(await worker.stores.queue.next(kind, signal, shortestRequest));
  });
}

/** Connects a worker, and lets go of it after `work`. */
export async function withWorker<T>(options: WorkerOptions, work: (worker: Worker) => Promise<T>): Promise<T> {
  const { kind, settings, signal, limits } = options;
  measureIdle(kind);
  const connection = await connectNats(settings, { signal });
  try {
    const blobs = await BlobStore.open(settings, { signal });
    const stores = await openStores(connection, { blobs, limits: { ...limitsOf(settings), ...limits }, signal });
    const worker = new Worker(stores, options);
    void followConnection(connection, (isConnected) => worker.reportConnection(isConnected));
    return await work(worker);
  } finally {
    await disconnect(connection);
  }
}

/** Sees attempts through, one at a time. */
export class Worker {
  readonly stores: JobStores;
  readonly #options: WorkerOptions;
  #isConnected = false;
  #wasConnected = false;
  /** When NATS last answered again after it had been away, in milliseconds since the epoch. */
  #backSince = Number.NEGATIVE_INFINITY;
  /** Attempts in a row that what is around this worker has kept from ending. */
  #failures = 0;
  #rests = 0;
  /** The job of the last attempt. */
  #last: string | undefined;
  #leaveToOthers = false;

  constructor(stores: JobStores, options: WorkerOptions) {
    this.stores = stores;
    this.#options = options;
  }

  reportConnection(isConnected: boolean): void {
    if (isConnected && this.#wasConnected) this.#backSince = Date.now();
    this.#wasConnected ||= isConnected;
    this.#isConnected = isConnected;
    this.#reportReady();
  }

  /** Takes what `next` brings, for whoever asks again and again, whatever goes wrong: NATS may be away for a while. */
  async takeNext(next: () => Promise<Delivery | undefined>): Promise<void> {
    const { signal } = this.#options;
    try {
      await this.take(await next());
    } catch (thrown) {
      this.stores.log.warn({ err: thrown }, 'could not get a job from the queue; trying again');
      await delay(this.stores.limits.retryInterval, undefined, { signal }).catch(() => {});
    }
    if (this.#isFailing) await this.#rest();
    else if (this.#leaveToOthers) await this.#waitForOthers();
    this.#leaveToOthers = false;
  }

  /** Sees one attempt at a job through, if one was delivered. @throws UNAVAILABLE */
  async take(delivery: Delivery | undefined): Promise<void> {
    if (!delivery) return;
    const { id, message } = delivery;
    try {
      const wasAway = !this.#isConnected || Date.now() - this.#backSince < this.stores.limits.lease;
      const job = await claim(this.stores, id, wasAway);
      if (job?.state === 'running') return await this.#work(delivery, job);
      if (job && hasEnded(job)) return await conclude(this.stores, message, job);
      // It comes again, until another worker has got it.
      if (job?.state === 'queued') message.nak(redeliverIn(this.stores.limits, message));
      else message.ack();
    } catch (thrown) {
      message.nak(redeliverIn(this.stores.limits, message));
      throw thrown;
    }
  }

  async #work({ message }: Delivery, job: JobRecord): Promise<void> {
    const { stores } = this;
    const { compute, signal } = this.#options;
    stores.log.info({ job: job.id, attempt: job.attempt }, 'took a job');
    measureTaken(job);
    await tryToPublish(stores, 'started', job);
    const lease = new Lease(stores, message, job);
    const { span, context: inside, end } = openAttempt(job, message);
    await context.with(inside, async () => {
      const outcome = await lease.settle(await runAttempt(stores, { job, lease, compute, signal }), signal);
      measureAttempt(job, outcome);
      this.#count(job, outcome);
      this.#last = job.id;
      const error = isFailure(outcome) ? errorOf(outcome) : undefined;
      const facts = { job: job.id, attempt: job.attempt, outcome: outcome.type, reason: error?.message };
      stores.log[error ? 'warn' : 'info'](facts, 'let go of a job');
      span.setAttribute(semconv.ATTR_ATTEMPT_OUTCOME, outcome.type);
      end(error);
    });
  }

  /** Any job may be to blame for one failure; for several in a row it is more likely this worker, or where it runs. */
  #count(job: JobRecord, outcome: Outcome): void {
    const { type } = outcome;
    // What another worker has seen as well is the job's, and says nothing of this one.
    if (type === 'suspect' && isSeenElsewhere(job, outcome.error)) return;
    this.#leaveToOthers = type === 'suspect';
    if (type === 'postponed' || type === 'lost' || type === 'suspect') this.#failures++;
    else [this.#failures, this.#rests] = [0, 0];
  }

  /** Takes nothing for a moment, so that a job which may have failed for what is wrong here is tried by another worker, if one is free. */
  async #waitForOthers(): Promise<void> {
    const { signal } = this.#options;
    await delay(2 * this.stores.limits.retryInterval, undefined, { signal }).catch(() => {});
  }

  get #isFailing(): boolean {
    return this.#failures >= this.stores.limits.failuresInARow;
  }

  /** Takes nothing for a while, so that a worker whose disk, keys or GPU are bad doesn't go through the whole queue. */
  async #rest(): Promise<void> {
    const { log, limits } = this.stores;
    const { signal } = this.#options;
    const time = Math.min(5, 2 ** this.#rests++) * limits.rest;
    this.#reportReady();
    log.error(
      { failures: this.#failures, seconds: time / 1000 },
      'what is around this worker fails it; it takes no jobs for a while',
    );
    await this.#tellOfRest(time);
    await delay(time, undefined, { signal }).catch(() => {});
    // One more failure, and it rests again.
    this.#failures = limits.failuresInARow - 1;
    this.#reportReady();
  }

  /** The job that has failed here waits as long, unless another worker takes it: so its record says when it is tried again. */
  async #tellOfRest(time: number): Promise<void> {
    const { records, index, log } = this.stores;
    if (this.#last === undefined) return;
    try {
      const retryTime = new Date((await index.now()) + time).toISOString();
      const later = (job: JobRecord) => (job.state === 'queued' && job.retryTime ? { ...job, retryTime } : undefined);
      await records.update(this.#last, later);
    } catch (thrown) {
      // It may be gone, and NATS away: what is around this worker fails it.
      log.debug({ err: thrown }, 'could not tell of the rest');
    }
  }

  #reportReady(): void {
    this.#options.ready?.(this.#isConnected && !this.#isFailing);
  }
}
