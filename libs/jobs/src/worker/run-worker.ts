import { BlobStore } from '@parallax/blobs';
import { connectNats, disconnect, followConnection } from '@parallax/nats';
import type { Settings } from '@parallax/settings';
import type { Limits } from '../limits.js';
import type { JobKind } from '../record.js';
import { openBackend } from '../store/backend.js';
import { measureIdle } from './measures.js';
import { takeNext, takeOne } from './take.js';

/** How long a worker for one job waits for it, in milliseconds: the least that NATS's client allows. */
const moment = 1000;

export interface WorkerOptions {
  kind: JobKind;
  /** The module of the computation, which calls `runCompute`: it runs in a process of its own, one for each attempt. */
  compute: URL;
  settings: Settings;
  /** Aborts when the worker must stop: the job under way saves a checkpoint and goes on elsewhere. */
  signal: AbortSignal;
  /** Takes one job and returns, or returns when none is waiting. Default: false, jobs are taken until `signal` aborts. */
  once?: boolean;
  /** Told whether it takes jobs, which it doesn't while NATS is away. */
  ready?: (ready: boolean) => void;
  limits?: Partial<Limits>;
}

/**
 * Takes jobs of one kind from the queue, one at a time.
 *
 * @throws UNAVAILABLE where NATS or the object store isn't there; for one job, also where it can't be taken
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { kind, compute, settings, signal, once, ready = () => {}, limits } = options;
  measureIdle(kind);
  const connection = await connectNats(settings, { signal });
  try {
    const blobs = await BlobStore.open(settings, { signal });
    const backend = await openBackend(connection, { blobs, limits });
    const consumer = await backend.queue.consumer(kind);
    void followConnection(connection, ready);
    if (once) return await takeOne(backend, consumer, compute, signal, moment);
    while (!signal.aborted) await takeNext(backend, async () => consumer, compute, signal);
  } finally {
    await disconnect(connection);
  }
}
