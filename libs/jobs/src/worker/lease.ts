import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import { type ErrorJson, ParallaxError } from '@parallax/errors';
import { mapNatsErrors } from '@parallax/nats';
import { afterEnd, markEnded, timeout } from '../end.js';
import { tryToPublish } from '../events.js';
import { blobsIn, hasEnded, type JobRecord } from '../job.js';
import { type Limits, retryIn } from '../limits.js';
import { measureAttempt } from '../metrics.js';
import { afterPause, markPaused } from '../pause.js';
import type { JobStores } from '../stores.js';
import { type Outcome, outcomeOfError } from './outcome.js';
import { isLeftToOthers, isSeenAgain, suspected } from './suspicion.js';

/** Whom a job's record names as its worker: in a cluster, the pod. */
const worker = `${hostname()}/${process.pid}`;

const workerGone = new ParallaxError('WORKER_LOST', 'the worker is gone').toJSON();

/**
 * Takes a job from the queue for a new attempt, also from a worker that has lost its lease; it must not be run where the
 * record that comes back isn't running: it has ended, by now or long since, or is paused, or is queued still, for another
 * worker. Undefined where it has been deleted.
 *
 * @param wasAway whether NATS was away for a part of the last lease: a worker may have been there, and not have been heard
 */
export async function claim(stores: JobStores, id: string, wasAway: boolean): Promise<JobRecord | undefined> {
  const { records, index, limits } = stores;
  const found = await records.find(id);
  if (!found || (await isLeftToOthers(stores, found, worker))) return found;
  const now = await index.now();
  let isLost = false;
  const claimed = await records.update(id, (job) => {
    isLost = false;
    if (hasEnded(job) || job.state === 'waiting' || job.state === 'paused') return undefined;
    if (job.cancelRequested) return markEnded(job, 'cancelled');
    // That the queue hands it out again says that its worker is gone. Where that had not begun to compute, nothing is lost.
    isLost = job.state === 'running' && job.computedAttempt === job.attempt && !wasAway;
    const known = isLost ? recordAfter(job, { type: 'lost', error: workerGone }, { limits, now }) : job;
    if (hasEnded(known)) return known;
    if (job.pauseRequested) return markPaused(known);
    const { retryTime, ...rest } = known;
    return {
      ...rest,
      state: 'running',
      attempt: job.attempt + 1,
      queueTime: job.updateTime,
      owner: randomUUID(),
      worker,
      startTime: job.startTime ?? new Date().toISOString(),
      deadline: job.deadline ?? new Date(now + 1000 * job.options.maxDuration).toISOString(),
    };
  });
  if (isLost) measureAttempt(claimed, { type: 'lost', error: workerGone });
  return claimed;
}

/** An attempt's hold on its job: the message of the queue, kept from others, and the token in the record. */
export class Lease {
  readonly #stores: JobStores;
  readonly #message: JsMsg;
  readonly #owner: string;
  readonly #id: string;
  readonly #renewal: NodeJS.Timeout;

  constructor(stores: JobStores, message: JsMsg, { id, owner = '' }: JobRecord) {
    this.#stores = stores;
    this.#message = message;
    this.#id = id;
    this.#owner = owner;
    this.#renewal = setInterval(() => message.working(), stores.limits.lease / 3);
  }

  holds(job: JobRecord): boolean {
    return job.state === 'running' && job.owner === this.#owner;
  }

  /** Changes the record. @throws CONFLICT where the job is no longer this attempt's */
  update(change: (job: JobRecord) => JobRecord): Promise<JobRecord> {
    return this.#stores.records.update(this.#id, (job) => {
      if (!this.holds(job)) throw new ParallaxError('CONFLICT', `${job.id} has been taken by another worker`);
      return change(job);
    });
  }

  /** Lets go of the message without a word; it is someone else's, or gone with the job. */
  release(): void {
    clearInterval(this.#renewal);
  }

  /**
   * Brings an attempt's outcome home: into the record, into the events, and the message out of the queue or back into it.
   * Returns what it has come to.
   */
  async settle(outcome: Outcome, signal: AbortSignal): Promise<Outcome> {
    const { settled, job } = await this.#write(await this.#checkBlobs(outcome, signal), signal);
    this.release();
    if (!job) return settled;
    if (hasEnded(job)) await conclude(this.#stores, this.#message, job);
    else if (job.state === 'paused') await afterPause(this.#stores, job).catch(() => this.#message.nak());
    else {
      await tryToPublish(this.#stores, 'queued', job);
      this.#message.nak(settled.type === 'stopped' ? 0 : waitOf(this.#stores.limits, job));
    }
    return settled;
  }

  /** A result that refers to a blob which is gone, or goes at this moment, is none: the attempt is made again. */
  async #checkBlobs(outcome: Outcome, signal: AbortSignal): Promise<Outcome> {
    if (outcome.type !== 'succeeded') return outcome;
    const { blobs } = this.#stores;
    try {
      for (const { bucket, key } of blobsIn(outcome.result)) {
        if (bucket !== blobs.bucket || (await this.#isThere(key, signal))) continue;
        const error = new ParallaxError('UNAVAILABLE', `${key} was removed before the job ended`);
        return { type: 'postponed', error: error.toJSON() };
      }
      return outcome;
    } catch (thrown) {
      return signal.aborted ? { type: 'stopped' } : outcomeOfError(ParallaxError.from(thrown).toJSON());
    }
  }

  /** Whether a blob that was there a moment ago still is. Where the store doesn't answer, and nobody removes it, it is. */
  async #isThere(key: string, signal: AbortSignal): Promise<boolean> {
    const { blobs, removals, limits } = this.#stores;
    let isRemoved: boolean | undefined;
    // While NATS is away, the outcome waits here, as it would when it is written.
    while (isRemoved === undefined) {
      isRemoved = await removals.isUnderWay(key).catch(() => undefined);
      if (isRemoved === undefined) await delay(limits.retryInterval, undefined, { signal });
    }
    if (isRemoved) await removals.end(key, signal);
    const found = blobs.head(key);
    return (await (isRemoved ? found : found.catch(() => ({ key })))) !== undefined;
  }

  /**
   * The record after the attempt; undefined where the job is no longer ours. While NATS is away, the outcome waits here: it
   * is nowhere else. What does not fit into a record fails the job.
   */
  async #write(outcome: Outcome, signal: AbortSignal): Promise<{ settled: Outcome; job?: JobRecord }> {
    let settled = outcome;
    while (settled.type !== 'taken') {
      try {
        const { index, limits } = this.#stores;
        const at = { limits, now: await index.now() };
        const job = await this.update((current) => recordAfter(current, settled, at));
        return { settled, job };
      } catch (thrown) {
        const error = ParallaxError.from(thrown);
        if (error.reason === 'CONFLICT' || error.reason === 'NOT_FOUND') return { settled: { type: 'taken' } };
        this.#stores.log.warn({ err: thrown }, 'could not write the outcome of a job; trying again');
        if (error.reason === 'MESSAGE_TOO_LARGE' && settled.type !== 'failed') {
          settled = { type: 'failed', error: error.toJSON() };
          continue;
        }
      }
      if (signal.aborted) break;
      await delay(this.#stores.limits.retryInterval, undefined, { signal }).catch(() => {});
    }
    return { settled };
  }
}

/** What decides when a job is tried again, and whether it is. */
interface Timing {
  limits: Limits;
  /** NATS' time, in milliseconds: our clock may be another than that of whoever took the job first. */
  now: number;
}

/** The record after an attempt. Who has asked for the job to be cancelled gets that, whatever came of it. */
function recordAfter(job: JobRecord, outcome: Outcome, timing: Timing): JobRecord {
  if (job.cancelRequested || outcome.type === 'cancelled') return markEnded(job, 'cancelled');
  const { owner, lastFailure, ...rest } = job;
  switch (outcome.type) {
    case 'succeeded':
      return markEnded(job, 'succeeded', { result: outcome.result });
    case 'failed':
      return markEnded(job, 'failed', { error: outcome.error });
    case 'paused':
      // Someone may have let it go on while it came to a stop.
      return job.pauseRequested ? markPaused(job) : { ...rest, state: 'queued' };
    case 'lost':
      return afterLoss(job, outcome.error, timing);
    case 'suspect':
      if (isSeenAgain(job, outcome.error)) return markEnded(job, 'failed', { error: outcome.error });
      return afterFailure(suspected(job, outcome.error), outcome.error, timing);
    case 'postponed':
      return afterFailure(job, outcome.error, timing);
    default:
      return { ...rest, ...(lastFailure && { lastFailure }), state: 'queued' };
  }
}

/** A computation that was lost counts as an attempt. */
function afterLoss(job: JobRecord, error: ErrorJson, timing: Timing): JobRecord {
  const lostAttempts = job.lostAttempts + 1;
  const { maxAttempts } = job.options;
  if (lostAttempts < maxAttempts) return afterFailure({ ...job, lostAttempts }, error, timing);
  const message = `${lostAttempts} ${lostAttempts === 1 ? 'attempt was' : 'attempts were'} lost without a new checkpoint; the last one: ${error.message}`;
  const metadata = { ...error.metadata, attempts: String(lostAttempts) };
  return markEnded({ ...job, lostAttempts }, 'failed', {
    error: new ParallaxError(error.reason, message, { metadata }).toJSON(),
  });
}

/** What is around a job counts against its time. */
function afterFailure({ owner, ...job }: JobRecord, error: ErrorJson, { limits, now }: Timing): JobRecord {
  const postponements = (job.postponements ?? 0) + 1;
  const retryAt = now + retryIn(limits, postponements);
  if (job.deadline && retryAt > Date.parse(job.deadline)) {
    return markEnded(job, 'failed', { error: timeout(job, error).toJSON() });
  }
  const retryTime = new Date(retryAt).toISOString();
  return { ...job, state: 'queued', postponements, lastFailure: error, retryTime };
}

/** Milliseconds until a job that was just given back is tried again. */
function waitOf(limits: Limits, { retryTime, postponements = 0 }: JobRecord): number {
  return retryTime ? retryIn(limits, postponements) : limits.retryInterval;
}

/** Does what follows from a job's end, and takes it out of the queue; where that fails, it is left to a later delivery. */
export async function conclude(stores: JobStores, message: JsMsg, job: JobRecord): Promise<void> {
  try {
    await afterEnd(stores, job, () => mapNatsErrors(() => message.ackAck()));
  } catch (thrown) {
    stores.log.warn({ err: thrown, job: job.id }, 'could not conclude a job that has ended; trying again later');
    message.nak(redeliverIn(stores.limits, message));
  }
}

/** How long until a message comes again of which nothing could be made, in milliseconds. */
export function redeliverIn(limits: Limits, { info }: JsMsg): number {
  return retryIn(limits, info.deliveryCount);
}
