import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { catalogue, Gauges, isMeasuring, semconv } from '@parallax/telemetry';
import { jobKinds } from '../record.js';
import { queueState, storageState } from '../store/queue-state.js';

/** From one look at the queue to the next, in milliseconds. */
const interval = 5000;

/**
 * Measures the queue, and what JetStream has on disk, until `signal` aborts: every server does, so that the figures don't
 * hang on one of them. While NATS is away they are unknown. Where nobody reads them it returns at once.
 */
export async function measureQueue(connection: NatsConnection, signal: AbortSignal): Promise<void> {
  if (!isMeasuring()) return;
  const gauges = new Gauges();
  while (!signal.aborted) {
    await measureOnce(connection, gauges).catch(() => gauges.clear());
    await delay(interval, undefined, { signal }).catch(() => {});
  }
  gauges.end();
}

async function measureOnce(connection: NatsConnection, gauges: Gauges): Promise<void> {
  const { jobs, runtime } = catalogue;
  for (const kind of jobKinds) {
    const attributes = { [semconv.ATTR_JOB_KIND]: kind };
    const { depth, age, taken } = await queueState(connection, kind);
    gauges.set(jobs.depth, depth, attributes);
    gauges.set(jobs.age, age, attributes);
    gauges.set(jobs.taken, taken, attributes);
  }
  const { used, limit } = await storageState(connection);
  gauges.set(runtime.storage, used);
  if (limit !== undefined) gauges.set(runtime.storageLimit, limit);
}
