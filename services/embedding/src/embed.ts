import type { BlobStore } from '@parallax/blobs';
import type { EmbedRequest, EncoderInput } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Jobs } from '@parallax/jobs';
import { type NatsConnection, request } from '@parallax/nats';
import { expectationsMessage, readExpectations, resolveEncoder } from '@parallax/reader';
import type { Call } from '@parallax/rpc';
import { checkEncoderRef } from '@parallax/specs';
import { decodeImages } from './decode-images.js';
import { decodeResponse, embedSubject, encodeRequest, imagesAtOnce } from './embed-protocol.js';

const mostImages = 64;

/** Encoders of which it is remembered what they expect: some hundred bytes each. */
const mostKnown = 1000;

/** How long a call without a deadline waits for a worker, in milliseconds. */
const patience = 60_000;

/**
 * How long before a call's deadline its client is told that no worker has answered, in milliseconds: enough for a busy
 * machine, and less than the second after which the client would try again.
 */
const wayBack = 900;

/** Node's timers count to here. */
const longestTimer = 2 ** 31 - 1;

/** An EmbedResponse. */
interface Embedded {
  embeddings: ReturnType<typeof decodeResponse>;
  encoder: EncoderInput;
}

/**
 * Embeds a few images at once. They are decoded here, so that NATS carries pixels and vectors only.
 *
 * @throws UNAVAILABLE shortly before the call's deadline, where no worker has answered; OVERLOADED at once, where the
 *   worker that would answer has too many waiting
 */
export function embed(nats: NatsConnection, jobs: Jobs, store: BlobStore) {
  // What an encoder expects never changes, so the store is asked for it once.
  const known = new Map<string, Awaited<ReturnType<typeof readExpectations>>>();
  return async ({ encoder: ref, images }: EmbedRequest, call: Call): Promise<Embedded> => {
    checkEncoderRef('encoder', ref);
    if (images.length === 0 || images.length > mostImages) {
      throw invalidField('images', `${images.length} images`, `must be 1 to ${mostImages} of them`);
    }
    const blob = await resolveEncoder(ref, (id) => jobs.get(id), store, call.signal);
    const expectations = known.get(blob.sha256) ?? (await readExpectations(blob, store, call.signal));
    if (known.size >= mostKnown) known.clear();
    known.set(blob.sha256, expectations);
    const { network, preprocessing } = expectations;
    // While the connection is away, it is not known what the server takes.
    if (!nats.info) throw new ParallaxError('UNAVAILABLE', 'NATS does not answer');
    const atOnce = imagesAtOnce(network, nats.info.max_payload);
    if (atOnce === 0) throw invalidField('encoder', blob.sha256, 'is too wide for Embed: use StartEmbedding');
    const fit = { size: network.size, rule: preprocessing.fit };
    const pixels = await decodeImages(images, fit, call.signal);
    const end = performance.now() + waitOf(call);
    const embeddings: Embedded['embeddings'] = [];
    for (let at = 0; at < pixels.length; at += atOnce) {
      const query = { blob, pixels: Buffer.concat(pixels.slice(at, at + atOnce)) };
      const options = { timeout: end - performance.now(), signal: call.signal };
      embeddings.push(...decodeResponse(await request(nats, embedSubject, encodeRequest(query), options)));
    }
    return { embeddings, encoder: expectationsMessage(blob, expectations) };
  };
}

/** How long to wait for a worker, in milliseconds: until just before the deadline, or the client would never hear why. */
function waitOf({ deadline }: Call): number {
  if (!deadline) return patience;
  const left = Math.max(0, deadline.getTime() - Date.now());
  return Math.min(Math.max(left / 2, left - wayBack), longestTimer);
}
