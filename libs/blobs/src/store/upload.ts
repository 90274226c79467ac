import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { currentTraceparent } from '@parallax/telemetry';
import type { Client } from 'minio';

/** The object metadata that keeps the hash, and the span that put the object there. */
const hashHeader = 'x-amz-meta-sha256';
const traceHeader = 'x-amz-meta-traceparent';

export function sha256Of(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

export function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((size, part) => size + part.length, 0);
}

/**
 * One PUT of the parts, as they lie in memory, signed with the hash, so that the store checks what arrives.
 *
 * minio's own `putObject` would copy everything once more, hash it twice more, and, above a size, go on with whatever
 * upload of the same key was cut off or is under way elsewhere; its primitive beneath does none of that.
 */
export async function upload(
  client: Client,
  bucket: string,
  key: string,
  parts: readonly Uint8Array[],
  sha256: string,
): Promise<void> {
  const traceparent = currentTraceparent();
  const headers = {
    'Content-Length': sizeOf(parts),
    'Content-Type': 'application/octet-stream',
    [hashHeader]: sha256,
    ...(traceparent && { [traceHeader]: traceparent }),
  };
  // Over TLS, which guards the bytes on the way, minio wants no hash here.
  const signed = 'enableSHA256' in client && client.enableSHA256 ? sha256 : '';
  const body = Readable.from(parts);
  const options = { method: 'PUT', bucketName: bucket, objectName: key, headers };
  const response = await client.makeRequestStreamAsync(options, body, signed, [200], '');
  await response.resume().toArray();
}
