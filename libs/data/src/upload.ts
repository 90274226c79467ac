import type { BlobStore, CallOptions } from '@parallax/blobs';
import { invalidField } from '@parallax/errors';
import { memberPath } from './formats/member.js';
import { Ranges } from './formats/ranges.js';
import { type TarEntry, tarEntries } from './formats/tar.js';
import { inOrder, type Source, type SourceFile } from './source.js';

/** Bytes that are read at once where small files stand beside one another: what an object store sends in some milliseconds. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** Windows that are kept: files are read in the order in which they stand, by some readers at once. */
const MOST_WINDOWS = 4;

/** A tar of an upload. */
export interface UploadedPart {
  key: string;
  /** Bytes. */
  size: number;
}

/**
 * The files of an upload, which lie packed in tars: packing is all that these are, so that a file of a tar, which may be an
 * archive itself, is a file of the source.
 *
 * @throws INVALID_FIELD, when files are listed, where a part is no tar, is cut off, or has a file that stands nowhere below it
 */
export function uploadSource(
  store: BlobStore,
  value: string,
  parts: readonly UploadedPart[],
  field = 'upload',
): Source {
  const windows = new Windows(store);
  const list = async (signal?: AbortSignal): Promise<SourceFile[]> => {
    const files = new Map<string, SourceFile>();
    for (const part of parts) {
      for await (const entry of entriesOf(store, part, { field, value }, signal))
        files.set(entry.name, fileOf(entry, part, windows));
    }
    return inOrder([...files.values()]);
  };
  return {
    field,
    value,
    list,
    read: async (name, signal) => (await list(signal)).find((file) => file.name === name)?.read(signal),
  };
}

/** The plain files of a tar, by their paths. */
async function* entriesOf(
  store: BlobStore,
  { key, size }: UploadedPart,
  { field, value }: Pick<Source, 'field' | 'value'>,
  signal?: AbortSignal,
): AsyncGenerator<TarEntry> {
  const readRange = (start: number, end: number) => store.getRange(key, start, end, { signal });
  const ranges = new Ranges({ name: key, size, read: () => readRange(0, size), readRange }, signal);
  try {
    for await (const entry of tarEntries(ranges)) {
      const { name, isInside } = memberPath(entry.name);
      if (!isInside) throw new Error(`${name} leaves it`);
      yield { ...entry, name };
    }
  } catch (thrown) {
    signal?.throwIfAborted();
    if (ranges.failure !== undefined) throw ranges.failure;
    throw invalidField(field, value, `must be whole tars, but ${key} is none: ${(thrown as Error).message}`, thrown);
  }
}

function fileOf({ name, start, size }: TarEntry, part: UploadedPart, windows: Windows): SourceFile {
  const readRange = (from: number, to: number, signal?: AbortSignal) =>
    windows.read(part, start + from, start + Math.max(from, Math.min(to, size)), { signal });
  return { name, size, read: (signal) => readRange(0, size, signal), readRange };
}

/** Reads ranges of objects: small ones from windows that are read whole, once for all files in them. */
class Windows {
  readonly #store: BlobStore;
  /** In the order of their last use. */
  readonly #windows = new Map<string, Promise<Uint8Array>>();

  constructor(store: BlobStore) {
    this.#store = store;
  }

  async read(part: UploadedPart, start: number, end: number, options: CallOptions): Promise<Uint8Array> {
    const [first, last] = [Math.floor(start / WINDOW_BYTES), Math.floor((end - 1) / WINDOW_BYTES)];
    if (end <= start || last > first + 1) return this.#store.getRange(part.key, start, end, options);
    const numbers = first === last ? [first] : [first, last];
    const windows = await Promise.all(numbers.map((number) => this.#window(part, number, options)));
    const pieces = windows.map((window, at) => {
      const before = (numbers[at] as number) * WINDOW_BYTES;
      return window.subarray(Math.max(0, start - before), end - before);
    });
    // Copied, so that a small file doesn't keep the window in which it came.
    return Buffer.concat(pieces);
  }

  #window({ key, size }: UploadedPart, number: number, options: CallOptions): Promise<Uint8Array> {
    const place = `${number} ${key}`;
    const start = number * WINDOW_BYTES;
    const read = () => this.#store.getRange(key, start, Math.min(size, start + WINDOW_BYTES), options);
    const window = this.#windows.get(place) ?? read();
    this.#windows.delete(place);
    this.#windows.set(place, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MOST_WINDOWS && oldest !== undefined) this.#windows.delete(oldest);
    window.catch(() => this.#windows.delete(place));
    return window;
  }
}
