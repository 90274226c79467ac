import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ParallaxError } from '@parallax/errors';
import { addLink } from '@parallax/telemetry';
import type { Client } from 'minio';
import type { BlobRef } from '../blob-ref.js';
import { readTensorInfos } from '../safetensors/decode.js';
import { dataStart, prefixLength } from '../safetensors/header.js';
import type { TensorInfo } from '../safetensors/tensor.js';
import { touch } from './conditional.js';
import { corrupt } from './download.js';
import { isMissing } from './failure.js';

export function isSafetensors(key: string): boolean {
  return key.endsWith('.safetensors');
}

export interface InspectOptions {
  /** Only an object with its hash beside it counts. */
  ours?: boolean;
  /** An object that was last modified longer ago is touched, so that sweeps by age spare it. Milliseconds. */
  touchAfter?: number;
}

/** What lies at a key: its hash from beside the object, or by reading it through; its tensors from its header. */
export async function inspect(
  client: Client,
  bucket: string,
  key: string,
  { ours = false, touchAfter = Infinity }: InspectOptions,
): Promise<BlobRef | undefined> {
  const found = await head(client, bucket, key);
  if (!found || (ours && found.metaData.sha256 === undefined)) return undefined;
  // Where our clock is behind the store's, any object may be older than it seems.
  const untouched = Math.abs(Date.now() - found.lastModified.getTime()) > touchAfter;
  if (untouched && !(await touch(client, bucket, key, found))) return undefined;
  const { size, metaData } = found;
  // Whoever finds what someone else has made is linked to the making.
  if (metaData.traceparent !== undefined) addLink(metaData.traceparent);
  const sha256 = metaData.sha256 ?? (await hashObject(client, bucket, key));
  const tensors = isSafetensors(key) ? await readInfos(client, bucket, key, size) : [];
  return { bucket, key, size, sha256, tensors };
}

/** Runs a codec, whose errors don't know which object they speak of. */
export function inObject<T>(where: { bucket: string; key: string }, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    throw corrupt(where, ParallaxError.from(thrown).message, thrown);
  }
}

async function head(client: Client, bucket: string, key: string) {
  try {
    return await client.statObject(bucket, key);
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

async function hashObject(client: Client, bucket: string, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await client.getObject(bucket, key)) hash.update(chunk);
  return hash.digest('hex');
}

async function readInfos(client: Client, bucket: string, key: string, size: number): Promise<TensorInfo[]> {
  const where = { bucket, key };
  const prefix = size < prefixLength ? new Uint8Array(size) : await readStart(client, bucket, key, prefixLength);
  const length = inObject(where, () => dataStart(prefix, size));
  const header = await readStart(client, bucket, key, length);
  return inObject(where, () => readTensorInfos(header, size));
}

async function readStart(client: Client, bucket: string, key: string, length: number): Promise<Uint8Array> {
  const stream: Readable = await client.getPartialObject(bucket, key, 0, length);
  return Buffer.concat(await stream.toArray());
}
