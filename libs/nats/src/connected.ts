import type { NatsConnection } from '@nats-io/transport-node';

/** Tells whether the server is there, now and at each change, until the connection is closed. */
export async function followConnection(connection: NatsConnection, tell: (connected: boolean) => void): Promise<void> {
  tell(!connection.isClosed());
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') tell(false);
    if (type === 'reconnect') tell(true);
  }
  tell(false);
}
