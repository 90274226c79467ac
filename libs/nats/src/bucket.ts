import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { mapNatsErrors } from './errors.js';

/** What was deleted leaves a marker for so long, in milliseconds, for those who watch. */
const markerLifetime = 3600_000;

/** Opens a KV bucket, and makes it where it is missing. */
export function openBucket(connection: NatsConnection, name: string): Promise<KV> {
  return mapNatsErrors(async () => {
    const buckets = new Kvm(connection);
    await buckets.create(name, { history: 1, markerTTL: markerLifetime, allow_direct: true });
    // Single reads go to the stream's leader: a replica's answer may be older than a write that was acknowledged.
    return buckets.open(name, { allow_direct: false });
  });
}
