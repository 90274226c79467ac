import { createHash } from 'node:crypto';
import type { BlobRef } from '../blob-ref.js';
import { parseHeader } from '../safetensors/header.js';
import type { BlobStore, CallOptions } from './blob-store.js';
import { corrupt } from './failure.js';
import { inObject } from './objects.js';

/** Bytes of an object that are in memory at once. */
const PIECE_BYTES = 2 ** 25;

/**
 * The bytes of one of a blob's tensors, piece by piece, so that it may be larger than memory. Whether they are what was put is
 * known at their end alone.
 *
 * @throws NOT_FOUND, UNSUPPORTED_VERSION; BLOB_CORRUPT where there is no such tensor, or, at the end, where the blob's sha256 isn't the reference's
 */
export async function* streamTensor(
  store: BlobStore,
  ref: BlobRef,
  name: string,
  options: CallOptions = {},
): AsyncGenerator<Uint8Array> {
  // Ranges are for objects of others too, and say nothing of a version.
  await store.head(ref.key, options);
  const hash = createHash('sha256');
  let place: { begin: number; end: number } | undefined;
  for (let at = 0; at < ref.size; at += PIECE_BYTES) {
    const piece = await store.getRange(ref.key, at, Math.min(ref.size, at + PIECE_BYTES), options);
    hash.update(piece);
    // The header is in the first piece.
    place ??= inObject(ref, () => placeOf(name, piece, ref.size));
    const part = piece.subarray(Math.max(0, place.begin - at), Math.max(0, place.end - at));
    if (part.length > 0) yield part;
  }
  const digest = hash.digest('hex');
  if (digest !== ref.sha256) throw corrupt(ref, `its sha256 is ${digest}, not ${ref.sha256}`);
}

function placeOf(name: string, bytes: Uint8Array, fileSize: number): { begin: number; end: number } {
  const { entries, dataStart } = parseHeader(bytes, fileSize);
  const found = entries.find((entry) => entry.name === name);
  if (!found) throw new Error(`it has no tensor ${name}`);
  return { begin: dataStart + found.begin, end: dataStart + found.end };
}
