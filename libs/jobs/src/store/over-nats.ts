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

/** Runs a call of NATS; where the server doesn't answer, the error is UNAVAILABLE. */
export async function overNats<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    // JetStream that is up but not ready, as after a restart, answers with 503.
    const busy = thrown instanceof JetStreamApiError && thrown.status === 503 && !isFull(thrown);
    if (!busy && !passing.has(thrown.name)) throw thrown;
    throw new ParallaxError('UNAVAILABLE', `NATS does not answer: ${thrown.message}`, { cause: thrown });
  }
}

/** Whether a compare-and-set found another revision than it expected. */
export function isConflict(thrown: unknown): boolean {
  // JSStreamWrongLastSequenceErr and its form without the sequence.
  return thrown instanceof JetStreamApiError && (thrown.code === 10071 || thrown.code === 10164);
}

/** Whether a stream refused a message for one of its limits. */
export function isFull(thrown: unknown): thrown is JetStreamApiError {
  // JSStreamStoreFailed
  return thrown instanceof JetStreamApiError && thrown.code === 10077;
}
