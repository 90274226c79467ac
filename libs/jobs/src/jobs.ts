import type { NatsConnection } from '@nats-io/transport-node';
import type { BlobRef } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { type CollectOptions, collect, type PrunedBlob } from './collector.js';
import { cancel, resume, retry } from './control.js';
import { runDependencies } from './dependencies.js';
import { deleteJob } from './end.js';
import { hasEnded, type JobRecord } from './job.js';
import { type ListRequest, list, type Page } from './list.js';
import { pause } from './pause.js';
import { type Started, type StartRequest, start } from './start.js';
import { type JobStores, openStores, type StoreOptions } from './stores.js';

export interface WatchOptions {
  /** Only what is newer. Default: 0. */
  afterRevision?: number | undefined;
  signal?: AbortSignal;
}

/** Durable jobs, as a server sees them. All methods throw UNAVAILABLE where NATS or the object store doesn't answer. */
export class Jobs {
  readonly #stores: JobStores;
  #isPruning = false;

  /** @param stores what `openStores` makes */
  constructor(stores: JobStores) {
    this.#stores = stores;
  }

  static async open(connection: NatsConnection, options: StoreOptions): Promise<Jobs> {
    return new Jobs(await openStores(connection, options));
  }

  /** Takes a job on, durably. @throws NOT_FOUND (a dependency), REQUEST_ID_REUSED, QUEUE_FULL, INVALID_FIELD */
  start<Spec>(request: StartRequest<Spec>): Promise<Started<Spec>> {
    return start(this.#stores, request) as Promise<Started<Spec>>;
  }

  /** @throws NOT_FOUND */
  get(id: string): Promise<JobRecord> {
    return this.#stores.records.get(id);
  }

  /** @throws INVALID_FIELD */
  list(request: ListRequest = {}): Promise<Page> {
    return list(this.#stores, request);
  }

  /** All of them, in no order; one that changes meanwhile may come twice. */
  all(): AsyncGenerator<JobRecord> {
    return this.#stores.records.all();
  }

  /** The job as it is, then after each change; ends with the job. @throws NOT_FOUND */
  async *watch(id: string, { afterRevision = 0, signal }: WatchOptions = {}): AsyncGenerator<JobRecord> {
    await this.#stores.records.get(id);
    for await (const job of this.#stores.records.watch(id, signal)) {
      if (job.revision > afterRevision) yield job;
      if (hasEnded(job)) return;
    }
  }

  /** Those that a waiting job depends on and that have not succeeded. */
  async waitsFor(job: JobRecord): Promise<string[]> {
    if (job.state !== 'waiting') return [];
    const found = await this.#stores.records.findAll(job.dependsOn);
    return job.dependsOn.filter((_, at) => found[at]?.state !== 'succeeded');
  }

  /** Cancels a job; one that runs, soon. One that has ended stays as it is. @throws NOT_FOUND */
  cancel(id: string): Promise<JobRecord> {
    return cancel(this.#stores, id);
  }

  /** Pauses a job; one that runs, soon. One that has ended stays as it is. @throws NOT_FOUND */
  pause(id: string): Promise<JobRecord> {
    return pause(this.#stores, id);
  }

  /** Lets a paused job go on. @throws NOT_FOUND */
  resume(id: string): Promise<JobRecord> {
    return resume(this.#stores, id);
  }

  /** Starts a failed or cancelled job once more. @throws NOT_FOUND, JOB_NOT_FAILED, DEPENDENCY_FAILED */
  retry(id: string): Promise<JobRecord> {
    return retry(this.#stores, id);
  }

  /** Removes an ended job; its blobs are collected later. @throws NOT_FOUND, JOB_NOT_ENDED */
  delete(id: string): Promise<void> {
    return deleteJob(this.#stores, id);
  }

  /**
   * Removes the blobs that nothing needs, as `runCollector` does every so often. Returns which these are.
   *
   * @throws OVERLOADED where another call does it: each looks through the whole bucket
   */
  async prune(options: CollectOptions = {}): Promise<PrunedBlob[]> {
    if (this.#isPruning) {
      const limit = '1 PruneBlobs at once';
      throw new ParallaxError('OVERLOADED', `this server takes on ${limit}: try again in a moment`, {
        metadata: { limit },
      });
    }
    this.#isPruning = true;
    try {
      return await collect(this.#stores, options);
    } finally {
      this.#isPruning = false;
    }
  }

  /**
   * Makes a blob stay whatever becomes of jobs, with what is to be known of it. Returns whether it is there: where it was being
   * removed as it was put, this takes as long as that, and it has to be put again.
   */
  async keep({ key, sha256 }: BlobRef, about: object, signal?: AbortSignal): Promise<boolean> {
    const { kept, removals, blobs } = this.#stores;
    await kept.put(sha256, about);
    if (!(await removals.isUnderWay(key))) return true;
    await removals.end(key, signal);
    return (await blobs.head(key)) !== undefined;
  }

  /** Moves jobs that wait on, and heals what crashes left, until `signal` aborts. Every server runs it. */
  runDependencies(signal: AbortSignal): Promise<void> {
    return runDependencies(this.#stores, signal);
  }

  /** Does what is to be done now and again, as often as blobs are collected, by one process at a time, until `signal` aborts. */
  runInTurn(name: string, work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    const { leases, limits, log } = this.#stores;
    const onError = (thrown: unknown) =>
      log.warn({ err: thrown, work: name }, 'could not do what is due; trying again');
    return leases.keep(name, limits.collection, work, { signal, onError });
  }

  /** Collects blobs until `signal` aborts. Every server runs it; one at a time does it. */
  runCollector(signal: AbortSignal, options: CollectOptions = {}): Promise<void> {
    const { leases, limits, log } = this.#stores;
    const onError = (thrown: unknown) => log.warn({ err: thrown }, 'could not collect blobs; trying again');
    return leases.keep('collector', limits.collection, () => collect(this.#stores, { ...options, signal }), {
      signal,
      onError,
    });
  }
}
