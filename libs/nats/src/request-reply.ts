import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import {
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from '@nats-io/transport-node';
import { type ErrorJson, ParallaxError } from '@parallax/errors';
import { mapNatsErrors } from './errors.js';
import { processing, sending } from './spans.js';

/** In a reply, what went wrong instead: a ParallaxError as JSON. */
const errorHeader = 'Parallax-Error';

/**
 * In a request, for how many milliseconds more its sender waits for a reply. It is no point in time, for two machines'
 * clocks may differ by more than that.
 */
const timeoutHeader = 'Parallax-Timeout';

/** The pause before a request that found no responder is sent again, and how much longer it may be by chance, in milliseconds. */
const pause = 250;
const jitter = 250;

export interface RequestOptions {
  /** How long to wait for the reply, in milliseconds, also for somebody who responds to come up. */
  timeout: number;
  /** Gives up waiting. */
  signal: AbortSignal;
}

/**
 * Sends a request to whoever responds on a subject, and waits for the reply. It is sent again only where nobody has got
 * it: sent anew while it waits in a responder's queue, it would be worked on twice.
 *
 * @param payload at most the server's `max_payload`, 1 MiB by default
 * @throws what the responder threw; UNAVAILABLE where nobody has replied in time or when the signal aborts; OVERLOADED
 *   where the responder has too much to do; MESSAGE_TOO_LARGE
 */
export function request(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  { timeout, signal }: RequestOptions,
): Promise<Uint8Array> {
  const end = performance.now() + timeout;
  return sending('request', { subject }, payload.length, async (carried) => {
    let left = timeout;
    while (left >= 1 && !signal.aborted) {
      const reply = await unlessAborted(signal, requestOnce(connection, subject, payload, carried, left));
      if (reply) return reply.data;
      await delay(Math.min(pause + Math.random() * jitter, left), undefined, { signal }).catch(() => {});
      left = end - performance.now();
    }
    throw unanswered(subject, signal.reason);
  });
}

/** The reply; undefined where there is no responder. */
async function requestOnce(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  carried: MsgHdrs,
  timeout: number,
): Promise<Msg | undefined> {
  carried.set(timeoutHeader, String(Math.ceil(timeout)));
  try {
    const reply = await connection.request(subject, payload, { timeout, headers: carried });
    const error = reply.headers?.get(errorHeader);
    if (error) throw ParallaxError.fromJSON(JSON.parse(error) as ErrorJson);
    return reply;
  } catch (thrown) {
    if (hasNoResponders(thrown)) return undefined;
    if (thrown instanceof TimeoutError) throw unanswered(subject, thrown);
    return mapNatsErrors(() => Promise.reject(thrown));
  }
}

function hasNoResponders(thrown: unknown): boolean {
  return thrown instanceof NoRespondersError || (thrown instanceof RequestError && thrown.isNoResponders());
}

function unanswered(subject: string, cause: unknown): ParallaxError {
  const message = `no worker has answered on ${subject}: is one up?`;
  return new ParallaxError('UNAVAILABLE', message, { metadata: { subject }, cause });
}

/** What the promise comes to, or nothing as soon as the signal aborts: a request of NATS can't be called off. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | undefined> {
  return new Promise<T | undefined>((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

export interface RespondOptions {
  /** Of all that respond under the same queue name, one gets each request. */
  queue: string;
  /** How many requests may wait while one is worked on. Those beyond are refused at once, with OVERLOADED. Default 64. */
  mostWaiting?: number;
  /** Stops taking requests. */
  signal: AbortSignal;
}

/**
 * Responds to the requests on a subject, one after another. Requests whose senders no longer wait are dropped. Once the
 * signal aborts it takes no more, and returns when those that it has taken have got their replies.
 *
 * @throws UNAVAILABLE where the subscription ends by itself
 */
export async function respond(
  connection: NatsConnection,
  subject: string,
  handle: (payload: Uint8Array) => Promise<Uint8Array>,
  { queue, mostWaiting = 64, signal }: RespondOptions,
): Promise<void> {
  let waiting = 0;
  let last = Promise.resolve();
  const take = (message: Msg) => {
    if (waiting >= mostWaiting) return replyError(message, overloaded(subject, mostWaiting));
    const end = performance.now() + Number(message.headers?.get(timeoutHeader) || Infinity);
    waiting++;
    last = last.then(async () => {
      // What arrives while one is worked on, and may have to be refused, is looked at before the next.
      await nextTurn();
      waiting--;
      if (performance.now() < end) await reply(message, subject, handle);
    });
  };
  const callback = (error: Error | null, message: Msg) => {
    if (!error) take(message);
  };
  const subscription = connection.subscribe(subject, { queue, callback });
  const stop = () => void subscription.drain().catch(() => {});
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  await subscription.closed;
  signal.removeEventListener('abort', stop);
  await last;
  if (!signal.aborted) throw new ParallaxError('UNAVAILABLE', `the subscription to ${subject} has ended`);
}

async function reply(
  message: Msg,
  subject: string,
  handle: (payload: Uint8Array) => Promise<Uint8Array>,
): Promise<void> {
  try {
    const payload = await processing({ subject }, message, () => handle(message.data));
    await mapNatsErrors(async () => message.respond(payload));
  } catch (thrown) {
    replyError(message, ParallaxError.from(thrown));
  }
}

function replyError(message: Msg, error: ParallaxError): void {
  const failed = headers();
  failed.set(errorHeader, JSON.stringify(error));
  try {
    message.respond(undefined, { headers: failed });
  } catch {
    // The connection is closed: the sender hears nothing, and its time runs out.
  }
}

function overloaded(subject: string, limit: number): ParallaxError {
  const message = `${limit} requests wait for whoever responds on ${subject}: try again`;
  return new ParallaxError('OVERLOADED', message, { metadata: { subject, limit: String(limit) } });
}
