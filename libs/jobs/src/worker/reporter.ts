import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '@parallax/contract';
import { type ErrorJson, ParallaxError } from '@parallax/errors';
import { tryToPublish } from '../events.js';
import type { Checkpoint, JobRecord, Precision } from '../job.js';
import { nextWriteIn } from '../limits.js';
import type { JobStores } from '../stores.js';
import type { Lease } from './lease.js';

export interface News {
  progress?: Progress;
  deviceClass?: string;
  precision?: Precision;
  checkpoint?: Checkpoint;
  /** What keeps the computation from getting on. */
  lastFailure?: ErrorJson;
}

export interface ReporterOptions {
  stores: JobStores;
  lease: Lease;
  /** Called with the record after each write: someone may want the job to end. */
  onRecord: (job: JobRecord) => void;
  /** Called when the job turns out to be no longer this attempt's. */
  onLost: () => void;
}

/**
 * Writes what a computation says into the job's record, the latest of each, at a bounded rate, so that the computation
 * never waits for it, even while NATS is away. Checkpoints that later ones have overtaken are the collector's.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #closing = new AbortController();
  #news: News = {};
  #writing: Promise<void> | undefined;
  #lastProgressEvent = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  add(news: News): void {
    // What got on since has nothing wrong around it any more.
    if (news.progress) delete this.#news.lastFailure;
    Object.assign(this.#news, news);
    this.#writing ??= this.#writeAll();
  }

  /** Returns when all has been written, or could not be. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { stores, onLost } = this.#options;
    while (Object.keys(this.#news).length > 0) {
      const news = this.#news;
      this.#news = {};
      const began = performance.now();
      let took = 0;
      try {
        await this.#write(news);
        took = performance.now() - began;
      } catch (thrown) {
        if (isLost(thrown)) return onLost();
        stores.log.warn({ err: thrown }, 'could not write the progress of a job');
        if (this.#closing.signal.aborted) break;
        this.#news = { ...news, ...this.#news };
      }
      const wait = nextWriteIn(stores.limits, took);
      await delay(wait, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
    this.#writing = undefined;
  }

  async #write(news: News): Promise<void> {
    const { stores, lease, onRecord } = this.#options;
    const job = await lease.update((current) => recordWith(current, news));
    if (news.checkpoint) await tryToPublish(stores, 'checkpoint', job);
    await this.#publishProgress(news, job);
    onRecord(job);
  }

  async #publishProgress(news: News, job: JobRecord): Promise<void> {
    const { stores } = this.#options;
    if (!news.progress || Date.now() - this.#lastProgressEvent < stores.limits.progressEvent) return;
    this.#lastProgressEvent = Date.now();
    await tryToPublish(stores, 'progress', job);
  }
}

/** The record with the news of its computation. A checkpoint clears what was counted against the job. */
function recordWith(job: JobRecord, { checkpoint, ...news }: News): JobRecord {
  const { lastFailure, postponements, ...rest } = job;
  const computed = { ...rest, ...news, computedAttempt: job.attempt };
  const failure = news.lastFailure ?? (news.progress ? undefined : lastFailure);
  const known = { ...computed, ...(failure && { lastFailure: failure }) };
  if (!checkpoint) return { ...known, ...(postponements !== undefined && { postponements }) };
  // Said again after a write whose answer went missing, it is no second one.
  const isSame = job.checkpoint?.blob.key === checkpoint.blob.key;
  const previous = isSame ? job.previousCheckpoint : job.checkpoint;
  return { ...known, checkpoint, ...(previous && { previousCheckpoint: previous }), lostAttempts: 0 };
}

function isLost(thrown: unknown): boolean {
  return thrown instanceof ParallaxError && (thrown.reason === 'CONFLICT' || thrown.reason === 'NOT_FOUND');
}
