import { setTimeout as delay } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ParallaxError } from '@parallax/errors';
import type { Settings } from '@parallax/settings';

export type { NatsConnection } from '@nats-io/transport-node';

/** How long the first connection is tried for, in milliseconds: processes may start in any order. */
const patience = 30_000;

export interface ConnectOptions {
  signal?: AbortSignal;
}

/**
 * Connects to the NATS server of PARALLAX_NATS_URL. Once connected, the connection comes back whenever the server does.
 *
 * @throws UNAVAILABLE where there is no server within half a minute, or it lets us not in
 */
export async function connectNats(settings: Settings, { signal }: ConnectOptions = {}): Promise<NatsConnection> {
  const url = settings.url('PARALLAX_NATS_URL');
  const giveUp = Date.now() + patience;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await connect({
        servers: url.host,
        ...credentials(url),
        ...(url.protocol === 'tls:' && { tls: {} }),
        maxReconnectAttempts: -1,
        reconnectTimeWait: 500,
        // A server that is gone without a word is noticed within half a minute.
        pingInterval: 10_000,
        maxPingOut: 2,
      });
    } catch (cause) {
      if (Date.now() > giveUp || isRefusal(cause)) {
        throw new ParallaxError('UNAVAILABLE', `no connection to NATS at ${url.host}: ${(cause as Error).message}`, {
          cause,
        });
      }
    }
    await delay(250, undefined, { signal });
  }
}

/** Sends what is still to be sent, which takes no longer than two seconds, and closes the connection. */
export async function disconnect(connection: NatsConnection): Promise<void> {
  await Promise.race([connection.drain(), delay(2000)]).catch(() => {});
  await connection.close();
}

function credentials({ username, password }: URL): { user: string; pass: string } | { token: string } | undefined {
  const user = decodeURIComponent(username);
  if (password) return { user, pass: decodeURIComponent(password) };
  return user ? { token: user } : undefined;
}

function isRefusal(thrown: unknown): boolean {
  return (thrown as Error).name === 'AuthorizationError';
}
