import { JetStreamApiError } from '@nats-io/jetstream';
import { InvalidArgumentError } from '@nats-io/transport-node';
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

/** The server's codes for a stream that is full, for a compare-and-set that found another revision, and for too few servers. */
const storeFailed = 10077;
const wrongSequence = [10071, 10164];
const noPeers = 10005;

/** What the server said when it refused to let this process in again; undefined while it does. */
let refusal: string | undefined;

/** Returns whether that is news. */
export function setRefusal(now: string | undefined): boolean {
  const isNew = now !== refusal;
  refusal = now;
  return isNew;
}

/**
 * Runs a call of NATS; where the server doesn't answer, or its JetStream isn't ready, the error is UNAVAILABLE, and where a
 * message is larger than the server takes, MESSAGE_TOO_LARGE.
 */
export async function mapNatsErrors<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (isTooLarge(thrown)) {
      throw new ParallaxError('MESSAGE_TOO_LARGE', `the message doesn't fit into one of NATS: ${thrown.message}`, {
        cause: thrown,
      });
    }
    if (!(thrown instanceof Error && (passing.has(thrown.name) || isNotReady(thrown)))) throw thrown;
    const why = refusal ? `refuses our log-in: ${refusal}` : `does not answer: ${thrown.message}`;
    throw new ParallaxError('UNAVAILABLE', `NATS ${why}`, { cause: thrown });
  }
}

function isTooLarge(thrown: unknown): thrown is InvalidArgumentError {
  return thrown instanceof InvalidArgumentError && thrown.message.includes('max_payload');
}

/**
 * JetStream answers with 503 as long as it starts, and also, by another code, when a stream is full. A cluster that has lost
 * servers may have too few for a stream's replicas.
 */
function isNotReady(thrown: Error): boolean {
  if (!(thrown instanceof JetStreamApiError)) return false;
  return thrown.code === noPeers || (thrown.status === 503 && !isFull(thrown));
}

/** Whether a stream refused a message for one of its limits (JSStreamStoreFailed). */
export function isFull(thrown: unknown): thrown is JetStreamApiError {
  return thrown instanceof JetStreamApiError && thrown.code === storeFailed;
}

/** Whether a compare-and-set found another revision than it expected (JSStreamWrongLastSequence, without the number too). */
export function isConflict(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError && wrongSequence.includes(thrown.code);
}
