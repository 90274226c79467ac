import type { SourceFile } from '../source.js';

/** The most that is asked for at once, so that memory does not grow with an archive. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** What lies near is read along: about what an object store sends in the time that it takes to answer. */
const NEAR_BYTES = 1024 * 1024;

interface Window {
  start: number;
  bytes: Uint8Array;
}

/** Where a reader of archives gets bytes from: a file of a source, by ranges, each of which is there whole or fails. */
export class Ranges {
  readonly file: SourceFile;
  readonly #signal: AbortSignal | undefined;
  /** The two that were used last: of a zip's directory and of its files. */
  #windows: Window[] = [];
  /** What the source threw or the signal's reason, by which it is told from what is wrong with the bytes. */
  failure: unknown;

  constructor(file: SourceFile, signal?: AbortSignal) {
    this.file = file;
    this.#signal = signal;
  }

  get size(): number {
    return this.file.size;
  }

  /** @throws Error where the file ends before `end`, and whatever the source throws */
  async read(start: number, end: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for (let at = start; at < end; at += CHUNK_BYTES) chunks.push(await this.#ask(at, Math.min(at + CHUNK_BYTES, end)));
    return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  }

  /** `read` for many small ranges beside one another. */
  async readNear(start: number, end: number): Promise<Uint8Array> {
    if (end - start > NEAR_BYTES || end > this.size) return this.read(start, end);
    let window = this.#windows.find((each) => each.start <= start && end <= each.start + each.bytes.length);
    window ??= { start, bytes: await this.read(start, Math.min(start + NEAR_BYTES, this.size)) };
    this.#windows = [window, ...this.#windows.filter((each) => each !== window)].slice(0, 2);
    return window.bytes.subarray(start - window.start, end - window.start);
  }

  /**
   * All its bytes, in chunks.
   *
   * @param passTo up to where, in bytes from the file's beginning, the reader of the chunks needs none of them. It is asked
   * before each chunk, and zeros stand for what is passed over.
   * @param isSparse whether most is going to be passed over: chunks are small then
   */
  async *chunks({ passTo, isSparse }: { passTo?: () => number; isSparse?: boolean } = {}): AsyncGenerator<Uint8Array> {
    const step = isSparse ? NEAR_BYTES : CHUNK_BYTES;
    const zeros = Buffer.alloc(NEAR_BYTES);
    let at = 0;
    while (at < this.size) {
      const passed = Math.min((passTo?.() ?? 0) - at, zeros.length);
      if (at + passed > this.size) throw endsEarly(this.size);
      const chunk = passed > 0 ? zeros.subarray(0, passed) : await this.#ask(at, Math.min(at + step, this.size));
      yield chunk;
      at += chunk.length;
    }
  }

  async #ask(start: number, end: number): Promise<Uint8Array> {
    if (end > this.size) throw endsEarly(this.size);
    const bytes = await this.#fromSource(start, end);
    if (bytes.length !== end - start) throw endsEarly(start + bytes.length);
    return bytes;
  }

  async #fromSource(start: number, end: number): Promise<Uint8Array> {
    try {
      this.#signal?.throwIfAborted();
      return await this.file.readRange(start, end, this.#signal);
    } catch (thrown) {
      this.failure = thrown;
      throw thrown;
    }
  }
}

function endsEarly(size: number): Error {
  return new Error(`it ends after ${size} bytes`);
}
