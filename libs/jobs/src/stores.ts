import type { NatsConnection } from '@nats-io/transport-node';
import type { BlobStore } from '@parallax/blobs';
import { EventLog, whenReady } from '@parallax/nats';
import { type Logger, logger } from '@parallax/telemetry';
import { KeptBlobs, Removals } from './blobs.js';
import { Experiments } from './experiments.js';
import { JobIndex } from './job-index.js';
import { Leases } from './leases.js';
import { defaultLimits, type Limits } from './limits.js';
import { Queue } from './queue.js';
import { Records } from './records.js';

/** All that jobs live in. Servers and workers share it, and keep nothing of a job in memory. */
export interface JobStores {
  records: Records;
  index: JobIndex;
  queue: Queue;
  experiments: Experiments;
  kept: KeptBlobs;
  removals: Removals;
  leases: Leases;
  events: EventLog;
  blobs: BlobStore;
  limits: Limits;
  log: Logger;
}

export interface StoreOptions {
  blobs: BlobStore;
  limits?: Partial<Limits>;
  /** Gives up waiting for NATS to be ready. */
  signal?: AbortSignal;
}

/** Opens them, or makes those that are missing. @throws UNAVAILABLE where NATS is not ready for half a minute */
export function openStores(connection: NatsConnection, options: StoreOptions): Promise<JobStores> {
  return whenReady(() => openAll(connection, options), options.signal);
}

async function openAll(connection: NatsConnection, options: StoreOptions): Promise<JobStores> {
  const limits = { ...defaultLimits, ...options.limits };
  const records = await Records.open(connection);
  const index = await JobIndex.open(connection);
  await index.complete(() => records.allReadable());
  return {
    records,
    index,
    queue: await Queue.open(connection, limits.lease),
    experiments: await Experiments.open(connection),
    kept: await KeptBlobs.open(connection),
    removals: await Removals.open(connection, limits.removal),
    leases: await Leases.open(connection, limits.lease),
    events: await EventLog.open(connection),
    blobs: options.blobs,
    limits,
    log: logger('parallax-jobs'),
  };
}
