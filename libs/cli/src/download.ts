import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decodeSafetensors, type Tensors } from '@parallax/blobs';
import type { BlobRef, Split } from '@parallax/contract';
import { decodeNames } from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import { askStore } from './ask-store.js';
import { formatBytes } from './format.js';
import type { Session } from './session.js';

/**
 * Downloads a blob to a file, which appears whole and verified or not at all.
 *
 * @throws BLOB_CORRUPT when its size or sha256 differ, UNAVAILABLE where the object store can't be reached
 */
export async function download(session: Session, blob: BlobRef, path: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(await open(session, blob), verified(session, blob), createWriteStream(partial), {
      signal: session.signal,
    });
    await rename(partial, path);
    session.progress.end('download', formatBytes(blob.size ?? 0));
  } finally {
    await rm(partial, { force: true });
  }
}

/** The tensors of a blob, by way of a temporary file. @throws what `download` throws */
export async function downloadTensors(session: Session, blob: BlobRef): Promise<Tensors> {
  const file = join(tmpdir(), `parallax-${randomUUID()}`);
  try {
    await download(session, blob, file);
    return decodeSafetensors(await readFile(file));
  } finally {
    await rm(file, { force: true });
  }
}

/** The files' names of a split, in the order of its images; undefined where they had none. */
export async function downloadNames(session: Session, { names: blob }: Split): Promise<string[] | undefined> {
  if (!blob) return undefined;
  return decodeNames(await downloadTensors(session, blob));
}

async function open({ signal }: Session, { url, bucket, key }: BlobRef): Promise<Readable> {
  const { body } = await askStore(url, `${bucket}/${key}`, { signal });
  return Readable.fromWeb(body as import('node:stream/web').ReadableStream);
}

function verified({ progress }: Session, { bucket = '', key = '', size = 0, sha256 = '' }: BlobRef) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      progress.update('download', { done: bytes, total: size, unit: 'bytes' });
      yield chunk;
    }
    if (bytes !== size || hash.digest('hex') !== sha256) {
      const message = `[bucket=${bucket}, key=${key}] is not the blob that was stored: ${bytes} bytes of ${size}`;
      throw new ParallaxError('BLOB_CORRUPT', message, { metadata: { bucket, key } });
    }
  };
}
