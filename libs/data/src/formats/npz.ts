import { Readable } from 'node:stream';
import { ParallaxError } from '@parallax/errors';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { Source, SourceFile } from '../source.js';
import { asRefusal, type Bytes, chunksOf, FileBytes, refuse, StreamedBytes } from './bytes.js';

/** More arrays than that no published dataset has in a file. */
const MOST_MEMBERS = 1_000;

const STORED = 0;

/**
 * The arrays of an NPZ, a zip of NPY files, by their names without `.npy`. What is stored is read by ranges; what is
 * deflated is decompressed as a stream.
 *
 * @throws INVALID_FIELD where it is no zip, is encrypted, or has more than 1,000 members
 */
export async function openNpz(source: Source, file: SourceFile, signal?: AbortSignal): Promise<Map<string, Bytes>> {
  const reader = new RangeReader(file);
  const members = new Map<string, Bytes>();
  await reader.refusing(source, signal, async () => {
    const zip = await fromRandomAccessReaderPromise(reader, file.size, { autoClose: false });
    if (zip.entryCount > MOST_MEMBERS) throw refuse(source, file.name, `it has ${zip.entryCount} members`);
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted();
      if (!entry.fileName.endsWith('.npy')) continue;
      const name = entry.fileName.slice(0, -'.npy'.length);
      if (members.has(name)) throw refuse(source, file.name, `it has two members ${entry.fileName}`);
      members.set(name, await openMember(source, file, { reader, zip, entry }, `${file.name}/${name}`));
    }
  });
  return members;
}

interface Member {
  reader: RangeReader;
  zip: ZipFile;
  entry: Entry;
}

async function openMember(
  source: Source,
  file: SourceFile,
  { reader, zip, entry }: Member,
  name: string,
): Promise<Bytes> {
  if (!entry.canDecodeFileData()) throw refuse(source, name, 'it is encrypted, or neither stored nor deflated');
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  if (fileDataStart + entry.compressedSize > file.size) throw refuse(source, name, 'it is cut off');
  if (entry.compressionMethod === STORED) {
    return new FileBytes(source, file, name, fileDataStart, entry.uncompressedSize);
  }
  async function* inflated(): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Uint8Array;
    } catch (thrown) {
      if (reader.failure) throw asRefusal(source, file.name, reader.failure);
      throw refuse(source, name, `it can't be inflated: ${(thrown as Error).message}`, thrown);
    }
  }
  return new StreamedBytes(source, name, inflated, entry.uncompressedSize);
}

/** A source's file, as yauzl reads one. */
class RangeReader extends RandomAccessReader {
  /** What the source threw, as opposed to what yauzl finds wrong with the file. */
  failure: unknown;
  readonly #file: SourceFile;

  constructor(file: SourceFile) {
    super();
    this.#file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#chunks(start, end), { objectMode: false });
  }

  /** Runs work, whose errors refuse the file where they are neither the source's nor refuse it already. */
  async refusing(source: Source, signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (this.failure) throw asRefusal(source, this.#file.name, this.failure);
      signal?.throwIfAborted();
      if (thrown instanceof ParallaxError) throw thrown;
      throw refuse(source, this.#file.name, `it is no zip: ${(thrown as Error).message}`, thrown);
    }
  }

  async *#chunks(start: number, end: number): AsyncIterable<Uint8Array> {
    try {
      yield* chunksOf(this.#file, start, end);
    } catch (thrown) {
      this.failure = thrown;
      throw thrown;
    }
  }
}
