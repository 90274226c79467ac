import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import type { StreamedTensor } from './safetensors/tensor.js';

/** Bytes of rows that stay in memory unless something else is said, 256 MiB. */
const IN_MEMORY = 2 ** 28;

/** Bytes that are read of a file at once. */
const READ_AT_ONCE = 2 ** 24;

/** How many rows there will be, and how long one is. */
export interface RowShape {
  count: number;
  /** Of one row. */
  bytes: number;
}

/**
 * Rows that are added one after another, and then read in any parts: in memory, or where they are too many in a file of the system's
 * temporary folder. So a dataset of any size has room in a worker.
 */
export class RowStore {
  readonly #shape: RowShape;
  readonly #memory: Uint8Array | undefined;
  readonly #file: FileHandle | undefined;
  #filled = 0;

  private constructor(shape: RowShape, file?: FileHandle) {
    this.#shape = shape;
    this.#memory = file ? undefined : new Uint8Array(shape.count * shape.bytes);
    this.#file = file;
  }

  /** @param mostBytes that stay in memory; default 256 MiB */
  static async open(shape: RowShape, mostBytes = IN_MEMORY): Promise<RowStore> {
    if (shape.count * shape.bytes <= mostBytes) return new RowStore(shape);
    const folder = await mkdtemp(join(tmpdir(), 'parallax-rows-'));
    const file = await open(join(folder, 'rows'), 'wx+');
    // Without a name it takes no room any more once the process has ended, even if it is killed.
    await rm(folder, { recursive: true });
    return new RowStore(shape, file);
  }

  get count(): number {
    return this.#shape.count;
  }

  /** Adds rows behind those that are there. @throws OVERLOADED where the disk is full */
  async add(rows: Uint8Array): Promise<void> {
    this.#memory?.set(rows, this.#filled);
    if (this.#file) await writeAll(this.#file, rows, this.#filled).catch((thrown) => this.#refuse(thrown));
    this.#filled += rows.length;
  }

  #refuse(thrown: NodeJS.ErrnoException): never {
    if (thrown.code !== 'ENOSPC') throw thrown;
    const { count, bytes } = this.#shape;
    const message = `${tmpdir()} has no room for ${count} rows of ${bytes} bytes`;
    throw new ParallaxError('OVERLOADED', message, { metadata: { limit: `${count * bytes} bytes` }, cause: thrown });
  }

  /** The rows from `start` to before `end`. They are not to be changed. */
  async read(start: number, end: number): Promise<Uint8Array> {
    const { bytes } = this.#shape;
    if (this.#memory) return this.#memory.subarray(start * bytes, end * bytes);
    const rows = new Uint8Array((end - start) * bytes);
    for (let done = 0; this.#file && done < rows.length; ) {
      const { bytesRead } = await this.#file.read(rows, done, rows.length - done, start * bytes + done);
      if (bytesRead === 0) throw new Error(`row ${start + Math.floor(done / bytes)} was read before it was added`);
      done += bytesRead;
    }
    return rows;
  }

  /** All rows as a tensor, to be put from where they lie: float32 [count, a quarter of their bytes]. */
  asTensor(): StreamedTensor {
    const { count, bytes } = this.#shape;
    const step = Math.max(1, Math.floor(READ_AT_ONCE / bytes));
    const read = async function* (this: RowStore) {
      for (let start = 0; start < count; start += step) yield this.read(start, Math.min(count, start + step));
    };
    return { dtype: 'F32', shape: [count, bytes / 4], read: read.bind(this) };
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/** Float32 values as a store takes them. */
export function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
