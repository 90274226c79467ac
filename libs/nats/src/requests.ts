import { setTimeout as delay } from 'node:timers/promises';
import {
  type MsgHdrs,
  type NatsConnection,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import { type ErrorJson, ParallaxError } from '@parallax/errors';
import { sending } from './spans.js';

/** In a reply, what went wrong instead: a ParallaxError as JSON. */
export const errorHeader = 'Parallax-Error';

/** How long one try waits for its reply, and how long until the next where nobody listens, in milliseconds. */
const patience = 20_000;
const pause = 250;

/**
 * Asks whoever answers on a subject, and waits for somebody to come up, until the signal aborts.
 *
 * @param payload at most the server's `max_payload`, 1 MiB by default
 * @throws what the answerer threw; UNAVAILABLE where nobody has answered when the signal aborts
 */
export function ask(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return sending('request', { subject }, payload.length, (headers) =>
    askUntilAnswered(connection, subject, payload, headers, signal),
  );
}

async function askUntilAnswered(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  headers: MsgHdrs,
  signal: AbortSignal,
): Promise<Uint8Array> {
  while (!signal.aborted) {
    try {
      const reply = await unlessAborted(signal, connection.request(subject, payload, { timeout: patience, headers }));
      const error = reply.headers?.get(errorHeader);
      if (error) throw ParallaxError.fromJSON(JSON.parse(error) as ErrorJson);
      return reply.data;
    } catch (thrown) {
      if (!signal.aborted && !isSilence(thrown)) throw thrown;
    }
    await delay(pause, undefined, { signal }).catch(() => {});
  }
  throw new ParallaxError('UNAVAILABLE', `no worker has answered on ${subject}: is one up?`, {
    metadata: { subject },
    cause: signal.reason,
  });
}

/** What the promise comes to, or the signal's reason as soon as it aborts: a request of NATS can't be called off. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function isSilence(thrown: unknown): boolean {
  if (thrown instanceof RequestError) return thrown.isNoResponders();
  return thrown instanceof NoRespondersError || thrown instanceof TimeoutError;
}
