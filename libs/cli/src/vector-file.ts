import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { invalidField } from '@parallax/errors';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { npyHeader } from './npy.js';

/** The features of one picture. */
export interface Vector {
  /** Its file's name. */
  name: string;
  /** The name of its class, or its number, where there is one. */
  label?: string | number | undefined;
  h: readonly number[] | Float32Array;
}

/** A file of features that is written row by row, and appears when it is whole. */
export interface VectorFile {
  add(vectors: readonly Vector[]): Promise<void>;
  /** @returns the files that were written */
  close(): Promise<string[]>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

const formats: Record<
  string,
  (file: FileHandle, path: string) => Omit<VectorFile, 'discard' | 'close'> & { end(): Promise<string[]> }
> = {
  '.jsonl': (file) => new JsonLines(file),
  '.npy': (file, path) => new Npy(file, path),
  '.parquet': (file) => new Parquet(file),
};

/**
 * Opens a file by its name's ending: `.npy` (float32, a row a picture, and the names in `.names.json` beside it), `.parquet`
 * (`name`, `label`, `h`) or `.jsonl` (an object a line with the same).
 *
 * @throws INVALID_FIELD for any other
 */
export async function openVectorFile(path: string): Promise<VectorFile> {
  const format = Object.entries(formats).find(([ending]) => path.endsWith(ending))?.[1];
  if (!format) throw invalidField('--out', path, `must end with ${Object.keys(formats).join(', ')}`);
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  const writer = format(file, path);
  return {
    add: (vectors) => writer.add(vectors),
    async close() {
      const others = await writer.end();
      await file.close();
      await rename(partial, path);
      return [path, ...others];
    },
    async discard() {
      await file.close();
      await rm(partial, { force: true });
    },
  };
}

class JsonLines {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(vectors: readonly Vector[]): Promise<void> {
    const lines = vectors.map(({ name, label, h }) => `${JSON.stringify({ name, label, h: [...h] })}\n`);
    await this.#file.write(lines.join(''));
  }

  async end(): Promise<string[]> {
    return [];
  }
}

class Npy {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #names: string[] = [];
  #width = 0;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async add(vectors: readonly Vector[]): Promise<void> {
    if (this.#names.length === 0) {
      this.#width = vectors[0]?.h.length ?? 0;
      await this.#file.write(this.#header());
    }
    this.#names.push(...vectors.map(({ name }) => name));
    for (const { h } of vectors) await this.#file.write(Buffer.from(Float32Array.from(h).buffer));
  }

  async end(): Promise<string[]> {
    // The number of rows is known only now. The header has room for any: it is padded to 128 bytes.
    await this.#file.write(this.#header(), 0, undefined, 0);
    const names = this.#path.replace(/\.npy$/, '.names.json');
    await writeFile(names, `${JSON.stringify(this.#names, null, 1)}\n`);
    return [names];
  }

  #header(): Buffer {
    return npyHeader('F32', [this.#names.length, this.#width]);
  }
}

/** Rows of a row group: of 2,048 features 8 MiB. */
const GROUP_ROWS = 1024;

class Parquet {
  readonly #file: FileHandle;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #rows: Vector[] = [];

  constructor(file: FileHandle) {
    this.#file = file;
    const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'root', num_children: 3 },
        { name: 'name', ...text, repetition_type: 'REQUIRED' },
        { name: 'label', ...text, repetition_type: 'OPTIONAL' },
        { name: 'h', repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
      ],
      createdBy: 'parallax',
    });
  }

  async add(vectors: readonly Vector[]): Promise<void> {
    this.#rows.push(...vectors);
    if (this.#rows.length >= GROUP_ROWS) await this.#flush();
  }

  async end(): Promise<string[]> {
    if (this.#rows.length > 0) await this.#flush();
    await this.#writer.finish();
    await this.#save();
    return [];
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    await this.#writer.write({
      columnData: [
        { name: 'name', data: rows.map(({ name }) => name) },
        { name: 'label', data: rows.map(({ label }) => (label === undefined ? null : String(label))) },
        { name: 'h', data: rows.map(({ h }) => [...h]), encoding: 'PLAIN' },
      ],
      rowGroupSize: rows.length,
    });
    await this.#save();
  }

  /** What has been made since the last time. */
  async #save(): Promise<void> {
    await this.#file.write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}
