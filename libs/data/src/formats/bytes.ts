import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { invalidField, type ParallaxError } from '@parallax/errors';
import { whyUnreadable } from '../refusal.js';
import type { Source, SourceFile } from '../source.js';

/** How much is asked of a source at a time. Bytes. */
const CHUNK = 1 << 20;

/** Deflate makes at most 1,032 bytes of one; what claims to be more has a header that lies. */
const HIGHEST_RATIO = 1032;

/** Of how many places in a stream we keep the decompressor's state, for units that are read at the same time. */
const KEPT_CURSORS = 4;

/** The bytes of a published array: a file, a part of one, or what a compressed one decompresses to. */
export interface Bytes {
  /** For items and errors: `train-images-idx3-ubyte.gz`, `mnist.npz/x_train`. */
  readonly name: string;
  /**
   * Says how many there must be, by a header. A stream is then also read to its end behind the last of them, so that
   * its checksum is verified.
   *
   * @throws INVALID_FIELD where there are not as many, or can't be
   */
  expect(total: number): void;
  /** The bytes from `start` to before `end`. @throws INVALID_FIELD where there are fewer, or what is there is broken */
  read(start: number, end: number, signal?: AbortSignal): Promise<Buffer>;
  /** The error that refuses them. */
  refuse(why: string, cause?: unknown): ParallaxError;
}

/** INVALID_FIELD that names the source, the file in it, and what is wrong with that. */
export function refuse({ field, value }: Source, file: string, why: string, cause?: unknown): ParallaxError {
  return invalidField(field, value, `must hold a dataset, but ${file} is broken or of another kind: ${why}`, cause);
}

/** The same where the file alone can't be read; else what was thrown. */
export function asRefusal(source: Source, file: string, thrown: unknown): unknown {
  const why = whyUnreadable(thrown, file);
  return why === undefined ? thrown : refuse(source, file, `it is ${why}`, thrown);
}

/** All bytes of a file, or some. @throws INVALID_FIELD that names it where it can't be read */
export function readFrom(
  source: Source,
  file: SourceFile,
  signal?: AbortSignal,
  [start, end] = [0, file.size],
): Promise<Uint8Array> {
  return file.readRange(start, end, signal).catch((thrown) => {
    throw asRefusal(source, file.name, thrown);
  });
}

/** A file's name without its folders. */
export function baseName({ name }: SourceFile): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** A file's bytes: read by ranges where it is plain, decompressed as a stream where its name ends in `.gz`. */
export function bytesOf(source: Source, file: SourceFile): Bytes {
  if (!file.name.endsWith('.gz')) return new FileBytes(source, file);
  return new StreamedBytes(source, file.name, () => gunzipped(source, file), file.size * HIGHEST_RATIO);
}

/** The bytes of a file from `start` on. */
export class FileBytes implements Bytes {
  readonly name: string;
  readonly #source: Source;
  readonly #file: SourceFile;
  readonly #start: number;
  readonly #size: number;

  constructor(source: Source, file: SourceFile, name = file.name, start = 0, size = file.size) {
    this.name = name;
    this.#source = source;
    this.#file = file;
    this.#start = start;
    this.#size = size;
  }

  expect(total: number): void {
    if (total !== this.#size) throw this.refuse(`it has ${this.#size} bytes, not the ${total} that its header means`);
  }

  async read(start: number, end: number, signal?: AbortSignal): Promise<Buffer> {
    signal?.throwIfAborted();
    if (end > this.#size) throw this.refuse(`it is cut off after ${this.#size} bytes`);
    const range: [number, number] = [this.#start + start, this.#start + end];
    const bytes = await readFrom(this.#source, this.#file, signal, range);
    if (bytes.length !== end - start) throw this.refuse(`it is cut off after ${start + bytes.length} bytes`);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  refuse(why: string, cause?: unknown): ParallaxError {
    return refuse(this.#source, this.name, why, cause);
  }
}

/**
 * Bytes that can only be had from the first on. They are decompressed as a stream up to where a range begins, and never
 * kept. A range that begins behind the end of an earlier one continues that one's stream: units that are read in their
 * order decompress a file once, whatever its size, with no more memory than a chunk's.
 */
export class StreamedBytes implements Bytes {
  readonly name: string;
  readonly #source: Source;
  readonly #open: () => AsyncIterable<Uint8Array>;
  readonly #most: number;
  readonly #cursors: Cursor[] = [];
  #total: number | undefined;

  /** @param most how many there are at most, whatever a header says */
  constructor(source: Source, name: string, open: () => AsyncIterable<Uint8Array>, most: number) {
    this.#source = source;
    this.name = name;
    this.#open = open;
    this.#most = most;
  }

  expect(total: number): void {
    if (total > this.#most) throw this.refuse(`it can't have the ${total} bytes that its header means`);
    this.#total = total;
  }

  async read(start: number, end: number, signal?: AbortSignal): Promise<Buffer> {
    if (end - start > this.#most) throw this.refuse('it is cut off');
    const cursor = this.#cursorBefore(start);
    try {
      await cursor.skipTo(start, signal);
      const bytes = await cursor.take(end - start, signal);
      if (bytes.length < end - start) throw this.refuse(`it is cut off after ${cursor.at} bytes`);
      if (end === this.#total && (await cursor.take(1, signal)).length > 0) {
        throw this.refuse(`it has more than the ${end} bytes that its header means`);
      }
      this.#keep(cursor);
      return bytes;
    } catch (thrown) {
      cursor.close();
      throw thrown;
    }
  }

  refuse(why: string, cause?: unknown): ParallaxError {
    return refuse(this.#source, this.name, why, cause);
  }

  /** The kept cursor that is nearest before the place, which is then no longer kept, or one at the first byte. */
  #cursorBefore(start: number): Cursor {
    let nearest = -1;
    this.#cursors.forEach(({ at }, index) => {
      if (at <= start && at > (this.#cursors[nearest]?.at ?? -1)) nearest = index;
    });
    return (nearest >= 0 && this.#cursors.splice(nearest, 1)[0]) || new Cursor(this.#open());
  }

  #keep(cursor: Cursor): void {
    this.#cursors.push(cursor);
    if (this.#cursors.length > KEPT_CURSORS) this.#cursors.shift()?.close();
  }
}

/** A place in a stream. */
class Cursor {
  at = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async skipTo(place: number, signal?: AbortSignal): Promise<void> {
    while (this.at < place) {
      const { length } = await this.#next(place - this.at, signal);
      if (length === 0) return;
    }
  }

  /** That many bytes, or fewer where the stream ends before. */
  async take(count: number, signal?: AbortSignal): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for (let missing = count; missing > 0; ) {
      const part = await this.#next(missing, signal);
      if (part.length === 0) break;
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  close(): void {
    this.#chunks.return?.().catch(() => undefined);
  }

  /** Some bytes, at most as many as asked for; none at the end. */
  async #next(most: number, signal?: AbortSignal): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      signal?.throwIfAborted();
      const { done, value } = await this.#chunks.next();
      if (done) return this.#rest;
      this.#rest = value;
    }
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    this.at += part.length;
    return part;
  }
}

/** A file's bytes from `start` to before `end`, as far as they are there, some at a time. */
export async function* chunksOf(file: SourceFile, start = 0, end = file.size): AsyncIterable<Uint8Array> {
  for (let at = start; at < end; at += CHUNK) yield await file.readRange(at, Math.min(at + CHUNK, end));
}

async function* gunzipped(source: Source, file: SourceFile): AsyncIterable<Uint8Array> {
  try {
    // The callback takes the errors, which the loop throws as well.
    yield* pipeline(Readable.from(chunksOf(file)), createGunzip(), () => undefined);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw code?.startsWith('Z_')
      ? refuse(source, file.name, `it is no gzip: ${message}`, thrown)
      : asRefusal(source, file.name, thrown);
  }
}
