import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { tryToAnnounce } from '../flow/announce.js';
import type { Checkpoint, JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import type { Lease } from './lease.js';

export interface News {
  progress?: Progress;
  deviceClass?: string;
  checkpoint?: Checkpoint;
}

/**
 * Writes what a computation says into the job's record, the latest of each, at a bounded rate, so that the computation
 * never waits for it, even while NATS is away.
 */
export class Reporter {
  readonly #backend: Backend;
  readonly #lease: Lease;
  readonly #onLost: () => void;
  readonly #closing = new AbortController();
  #news: News = {};
  #writing: Promise<void> | undefined;
  #lastProgressEvent = 0;

  /** @param onLost called when the job turns out to be no longer this attempt's */
  constructor(backend: Backend, lease: Lease, onLost: () => void) {
    this.#backend = backend;
    this.#lease = lease;
    this.#onLost = onLost;
  }

  add(news: News): void {
    Object.assign(this.#news, news);
    this.#writing ??= this.#writeAll();
  }

  /** Returns when all has been written, or could not be. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (Object.keys(this.#news).length > 0) {
      const news = this.#news;
      this.#news = {};
      try {
        await this.#write(news);
      } catch (thrown) {
        if (isLost(thrown)) return this.#onLost();
        this.#backend.log.warn({ err: thrown }, 'could not write the progress of a job');
        if (this.#closing.signal.aborted) break;
        this.#news = { ...news, ...this.#news };
      }
      await delay(this.#backend.limits.progress, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
    this.#writing = undefined;
  }

  async #write({ checkpoint, ...news }: News): Promise<void> {
    let dropped: Checkpoint | undefined;
    const job = await this.#lease.update((current) => {
      if (!checkpoint) return { ...current, ...news };
      dropped = current.previousCheckpoint;
      return { ...current, ...news, checkpoint, previousCheckpoint: current.checkpoint, lostAttempts: 0 };
    });
    if (checkpoint) {
      await tryToAnnounce(this.#backend, 'checkpoint', job);
      await this.#drop(dropped, job);
    }
    await this.#announceProgress(news, job);
  }

  async #announceProgress(news: News, job: JobRecord): Promise<void> {
    if (!news.progress || Date.now() - this.#lastProgressEvent < this.#backend.limits.progressEvent) return;
    this.#lastProgressEvent = Date.now();
    await tryToAnnounce(this.#backend, 'progress', job);
  }

  async #drop(dropped: Checkpoint | undefined, { checkpoint, previousCheckpoint }: JobRecord): Promise<void> {
    const key = dropped?.blob.key;
    // Equal checkpoints are one blob.
    if (!key || key === checkpoint?.blob.key || key === previousCheckpoint?.blob.key) return;
    await this.#backend.blobs.remove([key]).catch((thrown) => {
      this.#backend.log.warn({ err: thrown, key }, 'could not remove an old checkpoint; it goes when the job ends');
    });
  }
}

function isLost(thrown: unknown): boolean {
  return thrown instanceof ParallaxError && (thrown.reason === 'CONFLICT' || thrown.reason === 'NOT_FOUND');
}
