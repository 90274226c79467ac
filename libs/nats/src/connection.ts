import { setTimeout as delay } from 'node:timers/promises';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { ParallaxError } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import { logger } from '@parallax/telemetry';
import { setRefusal } from './errors.js';

export type { NatsConnection } from '@nats-io/transport-node';

/** How long the first connection, and what is first opened by it, is tried for, in milliseconds: processes may start in any order. */
const patience = 30_000;

/** How long one try may take until the server has let us in, in milliseconds: also a connected process may have to log in anew. */
const dialTimeout = 10_000;

/**
 * The pause before each try, and how much longer it may be by chance, in milliseconds: thousands of processes that come
 * back at once would be too many log-ins for a server that has just started.
 */
const pause = 500;
const jitter = 1_000;

/** How often a server is asked whether it answers, and how long it may take, in milliseconds. */
const probeInterval = 5_000;
const probeTimeout = 4_000;

export interface ConnectOptions {
  /** Gives up waiting for a server. */
  signal?: AbortSignal;
}

/** How streams and buckets are to be kept, as the settings say. */
export interface StorageOptions {
  /** Of each stream and bucket, from PARALLAX_NATS_REPLICAS. */
  replicas: number;
  /** How long events stay, from PARALLAX_EVENTS_DAYS. */
  eventsDays: number;
}

const storage = new WeakMap<NatsConnection, StorageOptions>();

/** What the settings of a connection that `connectNats` made say of streams and buckets. */
export function storageOf(connection: NatsConnection): StorageOptions {
  return storage.get(connection) ?? { replicas: 1, eventsDays: 7 };
}

/**
 * Connects to the NATS server of PARALLAX_NATS_URL. Once connected, the connection comes back whenever the server does, and
 * lets us in. Should it end for good all the same, other than by `disconnect`, then the process does, by an error that
 * nobody catches: it could do no work any more.
 *
 * @throws UNAVAILABLE where for half a minute no server is there, or none lets us in
 */
export async function connectNats(settings: Settings, { signal }: ConnectOptions = {}): Promise<NatsConnection> {
  const url = settings.url('PARALLAX_NATS_URL');
  const options = {
    replicas: settings.number('PARALLAX_NATS_REPLICAS'),
    eventsDays: settings.number('PARALLAX_EVENTS_DAYS'),
  };
  const connection = await firstConnection(url, signal);
  storage.set(connection, options);
  void noteRefusals(connection);
  void connection.closed().then((cause) => {
    if (cause) throw new ParallaxError('UNAVAILABLE', `the connection to NATS has ended: ${cause.message}`, { cause });
  });
  return connection;
}

/** Keeps what the server says when it refuses us, and says it in the log: calls would tell of nothing but their time-outs. */
async function noteRefusals(connection: NatsConnection): Promise<void> {
  const log = logger('parallax-nats');
  for await (const status of connection.status()) {
    if (status.type === 'reconnect') setRefusal(undefined);
    if (status.type !== 'error' || !(status.error instanceof errors.AuthorizationError)) continue;
    if (setRefusal(status.error.message)) log.warn(`NATS refuses our log-in: ${status.error.message}`);
  }
}

async function firstConnection(url: URL, signal: AbortSignal | undefined): Promise<NatsConnection> {
  const giveUp = Date.now() + patience;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await connect({
        servers: url.host,
        ...credentials(url),
        ...(url.protocol === 'tls:' && { tls: {} }),
        timeout: dialTimeout,
        maxReconnectAttempts: -1,
        reconnectTimeWait: pause,
        reconnectJitter: jitter,
        reconnectJitterTLS: jitter,
        // Otherwise two refusals in a row would close the connection for good, and a server that is overrun by log-ins refuses.
        ignoreAuthErrorAbort: true,
        // A server that is gone without a word is noticed within half a minute.
        pingInterval: 10_000,
        maxPingOut: 2,
      });
    } catch (cause) {
      if (Date.now() > giveUp) {
        throw new ParallaxError('UNAVAILABLE', `no connection to NATS at ${url.host}: ${(cause as Error).message}`, {
          cause,
        });
      }
    }
    await delay(pause / 2 + Math.random() * pause, undefined, { signal });
  }
}

/**
 * What comes of opening something in JetStream, tried again for half a minute where NATS is not ready for it: a server that has just
 * started, and a cluster that chooses a leader, answer with 503.
 *
 * @throws what `open` throws in the end, and at once what is not UNAVAILABLE; why the signal aborted
 */
export async function whenReady<T>(open: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const giveUp = Date.now() + patience;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await open();
    } catch (thrown) {
      const isPassing = thrown instanceof ParallaxError && thrown.reason === 'UNAVAILABLE';
      if (!isPassing || Date.now() > giveUp) throw thrown;
    }
    await delay(pause / 2 + Math.random() * pause, undefined, { signal });
  }
}

function credentials({ username, password }: URL): { user: string; pass: string } | { token: string } | undefined {
  const user = decodeURIComponent(username);
  if (password) return { user, pass: decodeURIComponent(password) };
  return user ? { token: user } : undefined;
}

/** Sends what is still to be sent, which takes no longer than two seconds, and closes the connection. */
export async function disconnect(connection: NatsConnection): Promise<void> {
  await Promise.race([connection.drain(), delay(2000)]).catch(() => {});
  await connection.close();
}

/**
 * Tells whether the server answers, now and at each change, until the connection is closed. One that is there but silent,
 * stopped or out of reach behind an open socket, is noticed within 10 seconds, and when it answers again within 5.
 */
export async function followConnection(connection: NatsConnection, tell: (answers: boolean) => void): Promise<void> {
  let told: boolean | undefined;
  const report = (answers: boolean) => {
    if (answers !== told) tell(answers);
    told = answers;
  };
  report(!connection.isClosed());
  const probing = setInterval(async () => report(await doesAnswer(connection)), probeInterval);
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') report(false);
    if (type === 'reconnect') report(true);
  }
  clearInterval(probing);
  report(false);
}

async function doesAnswer(connection: NatsConnection): Promise<boolean> {
  const waiting = new AbortController();
  const answered = connection.rtt().then(
    () => true,
    () => false,
  );
  const late = delay(probeTimeout, false, { signal: waiting.signal }).catch(() => false);
  const answers = await Promise.race([answered, late]);
  waiting.abort();
  return answers;
}
