import type { NatsConnection } from '@nats-io/transport-node';
import type { BlobStore } from '@parallax/blobs';
import { EventLog } from '@parallax/nats';
import { type Logger, logger } from '@parallax/telemetry';
import { defaultLimits, type Limits } from '../limits.js';
import { Encoders } from './encoders.js';
import { JobIndex } from './job-index.js';
import { Queue } from './queue.js';
import { Records } from './records.js';
import { Traces } from './traces.js';

/** All that jobs live in. Servers and workers share it, and keep nothing of a job in memory. */
export interface Backend {
  records: Records;
  index: JobIndex;
  queue: Queue;
  traces: Traces;
  encoders: Encoders;
  events: EventLog;
  blobs: BlobStore;
  limits: Limits;
  log: Logger;
}

export interface BackendOptions {
  blobs: BlobStore;
  /** Default: opened on the same connection. */
  events?: EventLog;
  limits?: Partial<Limits>;
}

/** @throws UNAVAILABLE */
export async function openBackend(connection: NatsConnection, options: BackendOptions): Promise<Backend> {
  const limits = { ...defaultLimits, ...options.limits };
  const records = await Records.open(connection);
  const index = await JobIndex.open(connection);
  await index.complete(() => records.all());
  return {
    records,
    index,
    queue: await Queue.open(connection, limits.lease),
    traces: await Traces.open(connection),
    encoders: await Encoders.open(connection),
    events: options.events ?? (await EventLog.open(connection)),
    blobs: options.blobs,
    limits,
    log: logger('parallax-jobs'),
  };
}
