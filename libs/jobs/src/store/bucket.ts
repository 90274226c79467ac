import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { overNats } from '@parallax/events';

/** What was deleted leaves a marker for so long, in milliseconds, for those who watch. */
const markerLifetime = 3600_000;

/** Opens a KV bucket, and makes it where it is missing. */
export function openBucket(connection: NatsConnection, name: string): Promise<KV> {
  // Reads go to the stream's leader: a replica's answer may be older than a write that was acknowledged.
  const options = { history: 1, markerTTL: markerLifetime, allow_direct: false };
  return overNats(() => new Kvm(connection).create(name, options));
}
