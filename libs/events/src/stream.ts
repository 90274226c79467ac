import { JetStreamApiError, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream';

/** The server's code for a stream of that name with another configuration. */
const otherConfiguration = 10058;

/** Makes a stream, or brings one that is there up to this configuration. */
export async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await manager.streams.add(config);
  } catch (thrown) {
    if (!(thrown instanceof JetStreamApiError && thrown.code === otherConfiguration)) throw thrown;
    await manager.streams.update(config.name, config);
  }
}
