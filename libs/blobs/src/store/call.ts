import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { semconv, withSpan } from '@parallax/telemetry';
import { countAwake } from './awake.js';
import { abortable, slowestRate } from './client.js';
import { failure, Hang, isTransient, type Place } from './failure.js';

/** A call of S3. */
export interface StoreCall extends Place {
  /** S3's name of the operation. */
  method: string;
  /** Bytes of the body, where they are known before. */
  size?: number | undefined;
  /** Of a call without a body, in milliseconds; a body has more, by its size. */
  timeout: number;
  signal?: AbortSignal | undefined;
}

/** Milliseconds; less than the five minutes after which a computation that says nothing counts as hung. */
const longestCall = 240_000;

/** Waits between tries, in milliseconds; each is drawn from half of it to all of it. */
const waits = [100, 200, 400, 800, 1600];

/**
 * Runs one operation of S3 within a span, named as OpenTelemetry's conventions for it say. What fails for a passing reason
 * is tried again, up to six times in about three seconds, and once where nothing moved, all of it within one deadline.
 *
 * @param run may run several times, and must not go on after its requests failed
 * @throws CANCELLED, UNAVAILABLE
 */
export function callStore<T>(call: StoreCall, run: () => Promise<T>): Promise<T> {
  const { method, bucket, key, size, timeout, signal } = call;
  const attributes = {
    [semconv.ATTR_RPC_SYSTEM_NAME]: 'aws-api',
    [semconv.ATTR_RPC_METHOD]: `S3/${method}`,
    [semconv.ATTR_AWS_S3_BUCKET]: bucket,
    ...(key && { [semconv.ATTR_AWS_S3_KEY]: key }),
    ...(size !== undefined && { [semconv.ATTR_BLOB_SIZE]: size }),
  };
  const milliseconds = Math.min(timeout + ((size ?? 0) / slowestRate) * 1000, longestCall);
  return withSpan(`S3/${method}`, { kind: SpanKind.CLIENT, attributes }, async () => {
    try {
      return await within(milliseconds, signal, (ending) => abortable(ending, () => withRetries(run, ending)));
    } catch (thrown) {
      throw failure(thrown, call, signal);
    }
  });
}

/**
 * Runs a function, and ends it when the time is over, of which only that counts in which this process could hear, or the caller's signal
 * aborts, whether or not it takes notice.
 */
async function within<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  run: (ending: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  // Not `AbortSignal.any`: a worker's signal, which lives as long as its process, would remember each call.
  const ending = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason));
  });
  const cancel = () => ending.abort(signal?.reason);
  let left = milliseconds;
  const stopCounting = countAwake((passed) => {
    left -= passed;
    if (left <= 0) ending.abort(timedOut(`no end within ${Math.round(milliseconds / 1000)} s`));
  });
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([run(ending.signal), ended]);
  } finally {
    stopCounting();
    signal?.removeEventListener('abort', cancel);
  }
}

async function withRetries<T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let hasHung = false;
  for (const wait of waits) {
    try {
      return await run();
    } catch (thrown) {
      // A connection may have died without a word; two in a row are a store that hangs, which costs little more than one that refuses.
      if (signal.aborted || !isTransient(thrown) || (hasHung && thrown instanceof Hang)) throw thrown;
      hasHung = thrown instanceof Hang;
    }
    await delay(wait * (0.5 + Math.random() / 2), undefined, { signal });
  }
  return run();
}

function timedOut(what: string): Error {
  return Object.assign(new Error(what), { code: 'ETIMEDOUT' });
}
