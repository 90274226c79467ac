import type { NatsConnection } from '@nats-io/transport-node';
import { cancel } from './flow/cancel.js';
import { runDependencies } from './flow/dependencies.js';
import { type ListRequest, list, type Page } from './flow/page.js';
import { remove } from './flow/remove.js';
import { type StartRequest, start } from './flow/start.js';
import { hasEnded, type JobRecord } from './record.js';
import { type Backend, type BackendOptions, openBackend } from './store/backend.js';

export interface WatchOptions {
  /** Only what is newer. Default: 0. */
  afterRevision?: number;
  signal?: AbortSignal;
}

/** Durable jobs, as a server sees them. All methods throw UNAVAILABLE where NATS or the object store doesn't answer. */
export class Jobs {
  readonly #backend: Backend;

  /** @param backend what `open` makes */
  constructor(backend: Backend) {
    this.#backend = backend;
  }

  static async open(connection: NatsConnection, options: BackendOptions): Promise<Jobs> {
    return new Jobs(await openBackend(connection, options));
  }

  /** Takes a job on, durably. @throws NOT_FOUND (a dependency), REQUEST_ID_REUSED, QUEUE_FULL, INVALID_FIELD */
  start<Spec>(request: StartRequest<Spec>): Promise<JobRecord<Spec>> {
    return start(this.#backend, request) as Promise<JobRecord<Spec>>;
  }

  /** @throws NOT_FOUND */
  get(id: string): Promise<JobRecord> {
    return this.#backend.records.get(id);
  }

  /** @throws INVALID_FIELD */
  list(request: ListRequest = {}): Promise<Page> {
    return list(this.#backend, request);
  }

  /** The job as it is, then after each change; ends with the job. @throws NOT_FOUND */
  async *watch(id: string, { afterRevision = 0, signal }: WatchOptions = {}): AsyncGenerator<JobRecord> {
    await this.#backend.records.get(id);
    for await (const job of this.#backend.records.watch(id, signal)) {
      if (job.revision > afterRevision) yield job;
      if (hasEnded(job)) return;
    }
  }

  /** Cancels a job; one that runs, soon. One that has ended stays as it is. @throws NOT_FOUND */
  cancel(id: string): Promise<JobRecord> {
    return cancel(this.#backend, id);
  }

  /** Removes an ended job, and its blobs that nothing else refers to. @throws NOT_FOUND, JOB_NOT_ENDED */
  delete(id: string): Promise<void> {
    return remove(this.#backend, id);
  }

  /** Moves jobs that wait on, and heals what crashes left, until `signal` aborts. Every server runs it. */
  runDependencies(signal: AbortSignal): Promise<void> {
    return runDependencies(this.#backend, signal);
  }
}
