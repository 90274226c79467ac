import { headers, type NatsConnection } from '@nats-io/transport-node';
import { ParallaxError } from '@parallax/errors';
import { errorHeader } from './requests.js';
import { processing } from './spans.js';

/**
 * Answers what is asked on a subject, one question after another, until the signal aborts. Of all that answer under the same
 * queue name, one gets each question.
 */
export async function answer(
  connection: NatsConnection,
  subject: string,
  queue: string,
  handle: (payload: Uint8Array) => Promise<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const subscription = connection.subscribe(subject, { queue });
  const stop = () => subscription.unsubscribe();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  for await (const question of subscription) {
    try {
      question.respond(await processing({ subject }, question, () => handle(question.data)));
    } catch (thrown) {
      const failed = headers();
      failed.set(errorHeader, JSON.stringify(ParallaxError.from(thrown)));
      question.respond(undefined, { headers: failed });
    }
  }
  signal.removeEventListener('abort', stop);
}
