import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ParallaxError } from '@parallax/errors';
import { addLink, currentTraceparent } from '@parallax/telemetry';
import type { Client } from 'minio';
import type { BlobRef } from '../blob-ref.js';
import { alignment, decodeSafetensors, readMetadata, readTensorInfos } from '../safetensors/file.js';
import { dataStart } from '../safetensors/header.js';
import type { TensorInfo, Tensors } from '../safetensors/tensor.js';
import { corrupt, isMissing, missing, type Place, readStart } from './failure.js';
import { head, touch } from './head.js';

/** The metadata that we put beside an object: its hash, the span that put it there, and the version of all this. */
const hashKey = 'sha256';
const traceKey = 'traceparent';
const versionKey = 'parallax-format';

/** Of what we store. Objects without a version beside them are of the first. */
const formatVersion = 1;

/** Where strangers may put objects: what lies beside those, they may have put there as well. */
const uploads = 'uploads/';

/** Bytes read of an object's beginning: nearly every header is in them. */
const firstRead = 16 * 1024;

/** What is known of an object without reading it through. */
interface Inspected {
  size: number;
  modified: Date;
  /** Undefined where the object isn't ours. */
  sha256: string | undefined;
}

export interface InspectOptions {
  /** Only an object with its hash beside it counts. Default: false. */
  ours?: boolean;
  /** An object that was last modified longer ago is touched, so that sweeps by age spare it. Milliseconds. Default: never. */
  touchAfter?: number;
}

export function isSafetensors(key: string): boolean {
  return key.endsWith('.safetensors');
}

export function sha256Of(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The same of what is read piece by piece, and how many bytes it has. */
export async function measure(pieces: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    size += piece.length;
  }
  return { sha256: hash.digest('hex'), size };
}

export function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((size, part) => size + part.length, 0);
}

/**
 * One PUT of the parts, from where they lie, signed with the hash, so that the store checks what arrives.
 *
 * minio's own `putObject` would copy everything once more, hash it twice more, and, above a size, go on with whatever
 * upload of the same key was cut off or is under way elsewhere; its primitive beneath does none of that.
 */
export async function upload(
  client: Client,
  ref: BlobRef,
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const traceparent = currentTraceparent();
  const headers = {
    'Content-Length': ref.size,
    'Content-Type': 'application/octet-stream',
    [`x-amz-meta-${hashKey}`]: ref.sha256,
    [`x-amz-meta-${versionKey}`]: formatVersion,
    ...(traceparent && { [`x-amz-meta-${traceKey}`]: traceparent }),
  };
  // Over TLS, which guards the bytes on the way, minio wants no hash here.
  const signed = 'enableSHA256' in client && client.enableSHA256 ? ref.sha256 : '';
  const options = { method: 'PUT', bucketName: ref.bucket, objectName: ref.key, headers };
  const answer = await client.makeRequestStreamAsync(options, Readable.from(parts), signed, [200], '');
  await answer.resume().toArray();
}

/**
 * Reads an object into one buffer of its size, and holds it against its reference.
 *
 * @param into memory for it, if it is large enough; default: new memory
 * @throws NOT_FOUND, UNSUPPORTED_VERSION; BLOB_CORRUPT, with the ETag of the object that was read
 */
export async function download(client: Client, ref: BlobRef, into?: Uint8Array): Promise<Uint8Array> {
  const { bucket, key, size } = ref;
  const answer = await open(client, ref);
  const object = { bucket, key, size, etag: answer.headers.etag?.replaceAll('"', '') };
  checkVersion(answer.headers[`x-amz-meta-${versionKey}`], ref);
  const hash = createHash('sha256');
  const bytes = await readWhole(answer, object, (chunk) => hash.update(chunk), { into });
  const digest = hash.digest('hex');
  if (digest !== ref.sha256) throw corrupt(object, `its sha256 is ${digest}, not ${ref.sha256}`);
  return bytes;
}

/**
 * Reads a safetensors object of somebody else's into one buffer, as soon as its header has been found good, so that its
 * data is aligned whatever the length of the header: else each tensor would be copied.
 *
 * @throws NOT_FOUND, BLOB_CORRUPT
 */
export async function downloadForeign(client: Client, object: Place & { size: number }): Promise<Uint8Array> {
  const { dataStart: start } = await readHeader(client, object);
  const shift = (alignment - (start % alignment)) % alignment;
  return readWhole(await open(client, object), object, () => {}, { shift });
}

/** The bytes of an object from `start` to before `end`, unverified. @throws NOT_FOUND; BLOB_CORRUPT where it is shorter */
export async function downloadRange(client: Client, place: Place, start: number, end: number): Promise<Uint8Array> {
  if (end <= start) return new Uint8Array(0);
  const { bucket, key } = place;
  try {
    const answer = await client.getPartialObject(bucket, key, start, end - start);
    return await readWhole(answer as IncomingMessage, { ...place, size: end - start }, () => {});
  } catch (thrown) {
    throw isMissing(thrown) ? missing(place, thrown) : thrown;
  }
}

/** Reads an object of somebody else's through. */
export async function hashObject(client: Client, place: Place): Promise<string> {
  return (await measure(await open(client, place))).sha256;
}

/** The tensors in a blob's bytes, as views of them. @throws BLOB_CORRUPT that names the object */
export function decodeBlob(ref: Place, bytes: Uint8Array): Tensors {
  return inObject(ref, () => decodeSafetensors(bytes));
}

/** What the store knows of an object; undefined where it isn't there. @throws UNSUPPORTED_VERSION */
export async function inspect(
  client: Client,
  place: Place,
  { ours = false, touchAfter = Infinity }: InspectOptions = {},
): Promise<Inspected | undefined> {
  const found = await head(client, place);
  if (!found) return undefined;
  const { size, lastModified: modified, metaData } = found;
  if (Number.isNaN(size)) throw new Error('the answer to HEAD has no length');
  const foreign = place.key.startsWith(uploads) || metaData[hashKey] === undefined;
  if (foreign && ours) return undefined;
  // Where our clock is behind the store's, any object may be older than it seems.
  const untouched = Math.abs(Date.now() - modified.getTime()) > touchAfter;
  if (untouched && !(await touch(client, place, found))) return undefined;
  if (foreign) return { size, modified, sha256: undefined };
  checkVersion(metaData[versionKey], place);
  // Whoever finds what someone else has made is linked to the making.
  if (metaData[traceKey] !== undefined) addLink(metaData[traceKey]);
  return { size, modified, sha256: metaData[hashKey] };
}

/** What the header of a safetensors object says of its tensors. @throws BLOB_CORRUPT */
export async function readHeader(
  client: Client,
  object: Place & { size: number },
): Promise<{ tensors: TensorInfo[]; metadata: Record<string, string>; dataStart: number }> {
  const { bucket, key, size } = object;
  const read = async (length: number) =>
    size === 0 ? Buffer.alloc(0) : readStart(await client.getPartialObject(bucket, key, 0, length), length);
  const first = await read(firstRead);
  const start = inObject(object, () => dataStart(first, size));
  const header = start > first.length ? await read(start) : first;
  return {
    tensors: inObject(object, () => readTensorInfos(header, size)),
    metadata: inObject(object, () => readMetadata(header, size)),
    dataStart: start,
  };
}

async function open(client: Client, { bucket, key }: Place): Promise<IncomingMessage> {
  try {
    return (await client.getObject(bucket, key)) as IncomingMessage;
  } catch (thrown) {
    throw isMissing(thrown) ? missing({ bucket, key }, thrown) : thrown;
  }
}

/** @throws BLOB_CORRUPT where the object isn't as long as it should be; nothing is read then, nor any memory taken */
async function readWhole(
  answer: IncomingMessage,
  { size, ...place }: Place & { size: number },
  look: (chunk: Buffer) => unknown,
  { shift = 0, into }: { shift?: number; into?: Uint8Array | undefined } = {},
): Promise<Uint8Array> {
  const wrongLength = (length: number | string) => {
    answer.destroy();
    return corrupt(place, `it has ${length} bytes, not ${size}`);
  };
  const length = Number(answer.headers['content-length'] ?? size);
  if (length !== size) throw wrongLength(length);
  const needed = size + shift;
  const memory = into !== undefined && into.length >= needed ? into.subarray(0, needed) : allocate(needed, place);
  const bytes = memory.subarray(shift);
  let filled = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (filled + chunk.length > size) throw wrongLength(`over ${size}`);
    look(chunk);
    filled += chunk.copy(bytes, filled);
  }
  if (filled < size) throw wrongLength(filled);
  return bytes;
}

/** Memory of its own, whose start is aligned for every type of tensor. @throws OUT_OF_MEMORY */
function allocate(size: number, { bucket, key }: Place): Buffer {
  try {
    return Buffer.allocUnsafeSlow(size);
  } catch (cause) {
    const message = `there is no memory for the ${size} bytes of an object [bucket=${bucket}, key=${key}]`;
    throw new ParallaxError('OUT_OF_MEMORY', message, { metadata: { bytes: String(size), bucket, key }, cause });
  }
}

/** @throws UNSUPPORTED_VERSION where a later Parallax has put the object there */
function checkVersion(version: unknown, { bucket, key }: Place): void {
  if (version === undefined || version === String(formatVersion)) return;
  const message = `the blob is of format version ${version}, and this Parallax reads ${formatVersion}: take a later one, or start afresh with another PARALLAX_BUCKET [bucket=${bucket}, key=${key}]`;
  throw new ParallaxError('UNSUPPORTED_VERSION', message, {
    metadata: { kind: 'blob', name: key, version: String(version) },
  });
}

/** Runs a codec, whose errors don't know which object they speak of. */
export function inObject<T>(place: Place, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    throw corrupt(place, ParallaxError.from(thrown).message, thrown);
  }
}
