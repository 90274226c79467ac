import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { tryToAnnounce } from '../flow/announce.js';
import { nextWriteIn } from '../limits.js';
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
  /** Checkpoints that later ones have overtaken before they came into the record. */
  #overtaken: Checkpoint[] = [];
  #writing: Promise<void> | undefined;
  #lastProgressEvent = 0;

  /** @param onLost called when the job turns out to be no longer this attempt's */
  constructor(backend: Backend, lease: Lease, onLost: () => void) {
    this.#backend = backend;
    this.#lease = lease;
    this.#onLost = onLost;
  }

  add(news: News): void {
    this.#overtake(this.#news, news);
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
      const began = performance.now();
      let took = 0;
      try {
        await this.#write(news);
        took = performance.now() - began;
      } catch (thrown) {
        if (isLost(thrown)) return this.#onLost();
        this.#backend.log.warn({ err: thrown }, 'could not write the progress of a job');
        if (this.#closing.signal.aborted) break;
        this.#overtake(news, this.#news);
        this.#news = { ...news, ...this.#news };
      }
      const wait = nextWriteIn(this.#backend.limits, took);
      await delay(wait, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
    this.#writing = undefined;
  }

  #overtake(earlier: News, later: News): void {
    if (earlier.checkpoint && later.checkpoint) this.#overtaken.push(earlier.checkpoint);
  }

  async #write({ checkpoint, ...news }: News): Promise<void> {
    let previous: Checkpoint | undefined;
    const job = await this.#lease.update((current) => {
      if (!checkpoint) return { ...current, ...news };
      previous = current.previousCheckpoint;
      return { ...current, ...news, checkpoint, previousCheckpoint: current.checkpoint, lostAttempts: 0 };
    });
    if (checkpoint) await tryToAnnounce(this.#backend, 'checkpoint', job);
    await this.#drop([...this.#overtaken.splice(0), ...(previous ? [previous] : [])], job);
    await this.#announceProgress(news, job);
  }

  async #announceProgress(news: News, job: JobRecord): Promise<void> {
    if (!news.progress || Date.now() - this.#lastProgressEvent < this.#backend.limits.progressEvent) return;
    this.#lastProgressEvent = Date.now();
    await tryToAnnounce(this.#backend, 'progress', job);
  }

  async #drop(dropped: readonly Checkpoint[], { checkpoint, previousCheckpoint }: JobRecord): Promise<void> {
    // Equal checkpoints are one blob.
    const kept = [checkpoint?.blob.key, previousCheckpoint?.blob.key];
    const keys = dropped.map(({ blob }) => blob.key).filter((key) => !kept.includes(key));
    await this.#backend.blobs.remove(keys).catch((thrown) => {
      this.#backend.log.warn({ err: thrown, keys }, 'could not remove old checkpoints; they go when the job ends');
    });
  }
}

function isLost(thrown: unknown): boolean {
  return thrown instanceof ParallaxError && (thrown.reason === 'CONFLICT' || thrown.reason === 'NOT_FOUND');
}
