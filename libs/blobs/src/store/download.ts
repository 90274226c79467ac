import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ParallaxError } from '@parallax/errors';
import type { BlobRef } from '../blob-ref.js';

/**
 * Reads an object into one buffer of its size, and holds it against its reference.
 *
 * @param stream the body of the store's answer
 * @throws BLOB_CORRUPT, with the ETag of the object that was read
 */
export async function readVerified(stream: Readable, { bucket, key, ...ref }: BlobRef): Promise<Uint8Array> {
  const etag = (stream as Partial<IncomingMessage>).headers?.etag?.replaceAll('"', '') ?? '';
  const object = { bucket, key, ...(etag && { etag }) };
  // A buffer of its own memory, whose start is aligned for every type of tensor.
  const bytes = Buffer.allocUnsafeSlow(ref.size);
  const hash = createHash('sha256');
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (filled + chunk.length > ref.size) throw corrupt(object, `it has more than its ${ref.size} bytes`);
    hash.update(chunk);
    filled += chunk.copy(bytes, filled);
  }
  if (filled < ref.size) throw corrupt(object, `it has ${filled} of its ${ref.size} bytes`);
  const digest = hash.digest('hex');
  if (digest !== ref.sha256) throw corrupt(object, `its sha256 is ${digest}, not ${ref.sha256}`);
  return bytes;
}

/** DATA_LOSS that names the object, and by its ETag, where that is known, which of those that lay there. */
export function corrupt(
  { bucket, key, etag }: { bucket: string; key: string; etag?: string },
  what: string,
  cause?: unknown,
): ParallaxError {
  return new ParallaxError('BLOB_CORRUPT', `the object is corrupt: ${what} [bucket=${bucket}, key=${key}]`, {
    metadata: { bucket, key, ...(etag !== undefined && { etag }) },
    cause,
  });
}
