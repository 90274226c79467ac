import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { mapNatsErrors } from '@parallax/nats';
import type { JobKind } from '../record.js';
import { queueStream } from './queue.js';

/** The queue of one kind of job, without pinned jobs. */
export interface QueueState {
  /** Jobs that no worker has taken. */
  depth: number;
  /** Seconds since the oldest of them was queued; 0 where there is none. */
  age: number;
  /** Jobs that are run, or wait to be tried again. */
  taken: number;
}

/** Without the question whether there is a JetStream at all. */
function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(connection, { checkAPI: false });
}

/** @throws UNAVAILABLE */
export function queueState(connection: NatsConnection, kind: JobKind): Promise<QueueState> {
  return mapNatsErrors(async () => {
    const manager = await managerOf(connection);
    const { num_pending, num_ack_pending, delivered } = await manager.consumers.info(queueStream, kind);
    const age = num_pending > 0 ? await ageOfNext(manager, kind, delivered.stream_seq) : 0;
    return { depth: num_pending, age, taken: num_ack_pending };
  });
}

/** What was delivered last stands before all that was not. */
async function ageOfNext(manager: JetStreamManager, kind: JobKind, delivered: number): Promise<number> {
  // The client's types know of `seq` alone; the server takes both.
  const query = { seq: delivered + 1, next_by_subj: `parallax.jobs.${kind}.*` };
  const next = await manager.streams.getMessage(queueStream, query);
  // Taken by a worker meanwhile.
  if (!next) return 0;
  return Math.max(0, Date.now() - next.time.getTime()) / 1000;
}

/** What all streams of the account keep on disk, in bytes. */
export interface StorageState {
  used: number;
  /** Undefined where it is unlimited. */
  limit: number | undefined;
}

/** @throws UNAVAILABLE */
export function storageState(connection: NatsConnection): Promise<StorageState> {
  return mapNatsErrors(async () => {
    const { storage, limits } = await (await managerOf(connection)).getAccountInfo();
    return { used: storage, limit: limits.max_storage < 0 ? undefined : limits.max_storage };
  });
}
