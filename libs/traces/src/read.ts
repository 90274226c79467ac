import { notFound, ParallaxError } from '@parallax/errors';
import { type TracesData, traceOf } from './otlp.js';
import type { Trace } from './trace.js';

/** How long the store may take to answer, in milliseconds. */
const patience = 30_000;

/**
 * A trace as its store has it by now: processes send their spans some seconds after they end.
 *
 * @param store the base address of Jaeger's query service, whose API v3 gives OTLP's JSON
 * @param id 32 hexadecimal digits
 * @throws NOT_FOUND where the store has no such trace; UNAVAILABLE where it doesn't answer, or is none
 */
export async function readTrace(store: URL, id: string, signal?: AbortSignal): Promise<Trace> {
  const answer = await get(new URL(`api/v3/traces/${id}`, withSlash(store)), signal);
  if (answer.status === 404)
    throw notFound('trace', id, `${store.origin} has none of its spans: were they sent there?`);
  const body = (await answer.json().catch(() => undefined)) as { result?: TracesData } | undefined;
  if (!answer.ok || !body?.result) throw unavailable(store, `it answers with ${answer.status} and no trace`);
  return traceOf(id, body.result);
}

async function get(url: URL, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw unavailable(url, causeOf(cause), cause);
  }
}

function unavailable(store: URL, why: string, cause?: unknown): ParallaxError {
  const message = `no trace store answers at ${store.origin} (PARALLAX_TRACES_URL): ${why}`;
  return new ParallaxError('UNAVAILABLE', message, { cause });
}

/** `fetch` itself says only that it failed. */
function causeOf(thrown: unknown): string {
  const { cause, message } = thrown as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}

function withSlash(url: URL): URL {
  return url.pathname.endsWith('/') ? url : new URL(`${url.pathname}/`, url);
}
