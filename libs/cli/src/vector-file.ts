import { type FileHandle, writeFile } from 'node:fs/promises';
import { npyHeader } from './npy.js';
import { Lines, openRowFile, Parquet, parquetText, type RowFile, type RowFormat } from './row-file.js';

/** The features of one picture. */
export interface Vector {
  /** Its file's name. */
  name: string;
  /** The name of its class, or its number, where there is one. */
  label?: string | number | undefined;
  h: readonly number[] | Float32Array;
}

/**
 * Opens a file by its name's ending: `.npy` (float32, a row a picture, and the names in `.names.json` beside it), `.parquet`
 * (`name`, `label`, `h`) or `.jsonl` (an object a line with the same).
 *
 * @throws INVALID_FIELD for any other
 */
export function openVectorFile(path: string): Promise<RowFile<Vector>> {
  return openRowFile<Vector>(path, {
    '.jsonl': (file) => new Lines(file, ({ name, label, h }) => JSON.stringify({ name, label, h: [...h] })),
    '.npy': (file, path) => new Npy(file, path),
    '.parquet': (file) => new Parquet(file, [...schema], columnsOf),
  });
}

const schema = [
  { name: 'root', num_children: 3 },
  { name: 'name', ...parquetText, repetition_type: 'REQUIRED' },
  { name: 'label', ...parquetText, repetition_type: 'OPTIONAL' },
  { name: 'h', repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
] as const;

function columnsOf(rows: readonly Vector[]) {
  return [
    { name: 'name', data: rows.map(({ name }) => name) },
    { name: 'label', data: rows.map(({ label }) => (label === undefined ? null : String(label))) },
    { name: 'h', data: rows.map(({ h }) => [...h]), encoding: 'PLAIN' as const },
  ];
}

class Npy implements RowFormat<Vector> {
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
