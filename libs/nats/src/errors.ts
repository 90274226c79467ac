import { JetStreamApiError } from '@nats-io/jetstream';
import { ParallaxError } from '@parallax/errors';

const passing = new Set([
  'TimeoutError',
  'NoRespondersError',
  'RequestError',
  'ConnectionError',
  'JetStreamNotEnabled',
  'ClosedConnectionError',
  'DrainingConnectionError',
]);

/** Runs a call of NATS; where the server doesn't answer, or its JetStream isn't ready, the error is UNAVAILABLE. */
export async function mapNatsErrors<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (!(thrown instanceof Error && (passing.has(thrown.name) || isNotReady(thrown)))) throw thrown;
    throw new ParallaxError('UNAVAILABLE', `NATS does not answer: ${thrown.message}`, { cause: thrown });
  }
}

/** JetStream answers with 503 as long as it starts, and also, by another code, when a stream is full. */
function isNotReady(thrown: Error): boolean {
  return thrown instanceof JetStreamApiError && thrown.status === 503 && !isFull(thrown);
}

/** Whether a stream refused a message for one of its limits (JSStreamStoreFailed). */
export function isFull(thrown: unknown): thrown is JetStreamApiError {
  return thrown instanceof JetStreamApiError && thrown.code === 10077;
}

/** Whether a compare-and-set found another revision than it expected (JSStreamWrongLastSequence, without the number too). */
export function isConflict(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError && (thrown.code === 10071 || thrown.code === 10164);
}
