import { type ConsumerConfig, JetStreamApiError, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';

/** The server's codes for a stream or a consumer of that name with another configuration. */
const otherStream = 10058;
const otherConsumer = 10148;
/** The server's code for a consumer that isn't there. */
const noConsumer = 10014;

/** Makes a stream, or brings one that is there up to this configuration. */
export async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await manager.streams.add(config);
  } catch (thrown) {
    if (!hasCode(thrown, otherStream)) throw thrown;
    await manager.streams.update(config.name, config);
  }
}

/** The same for a durable consumer. */
export async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  config: Partial<ConsumerConfig> & { durable_name: string },
): Promise<void> {
  try {
    await manager.consumers.add(stream, config);
  } catch (thrown) {
    if (!hasCode(thrown, otherConsumer)) throw thrown;
    await manager.consumers.update(stream, config.durable_name, config);
  }
}

/** Deletes a consumer, if it is there. */
export async function deleteConsumer(manager: JetStreamManager, stream: string, name: string): Promise<void> {
  try {
    await manager.consumers.delete(stream, name);
  } catch (thrown) {
    if (!hasCode(thrown, noConsumer)) throw thrown;
  }
}

function hasCode(thrown: unknown, code: number): boolean {
  return thrown instanceof JetStreamApiError && thrown.code === code;
}
