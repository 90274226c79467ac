import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { invalidField } from '@parallax/errors';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

/** A file that is written row by row, and appears when it is whole. */
export interface RowFile<Row> {
  add(rows: readonly Row[]): Promise<void>;
  /** @returns the files that were written */
  close(): Promise<string[]>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** How rows are written in one format. */
export interface RowFormat<Row> {
  add(rows: readonly Row[]): Promise<void>;
  /** @returns files that it has written beside its own */
  end(): Promise<string[]>;
}

/** The formats that a file may have, by the ending of its name. */
export type RowFormats<Row> = Record<string, (file: FileHandle, path: string) => RowFormat<Row>>;

/** @throws INVALID_FIELD where the file's name ends with none of the formats */
export async function openRowFile<Row>(path: string, formats: RowFormats<Row>): Promise<RowFile<Row>> {
  const format = Object.entries(formats).find(([ending]) => path.endsWith(ending))?.[1];
  if (!format) throw invalidField('--out', path, `must end with ${Object.keys(formats).join(', ')}`);
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  const writer = format(file, path);
  return {
    add: (rows) => writer.add(rows),
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

/** A line a row. */
export class Lines<Row> implements RowFormat<Row> {
  readonly #file: FileHandle;
  readonly #line: (row: Row) => string;
  #head: string;

  /** @param head what stands above the rows, with its line's end */
  constructor(file: FileHandle, line: (row: Row) => string, head = '') {
    this.#file = file;
    this.#line = line;
    this.#head = head;
  }

  async add(rows: readonly Row[]): Promise<void> {
    await this.#file.write(this.#head + rows.map((row) => `${this.#line(row)}\n`).join(''));
    this.#head = '';
  }

  async end(): Promise<string[]> {
    return [];
  }
}

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Columns = Parameters<ParquetWriter['write']>[0]['columnData'];

/** Rows of a row group: of 2,048 features 8 MiB. */
const GROUP_ROWS = 1024;

export const parquetText = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

export class Parquet<Row> implements RowFormat<Row> {
  readonly #file: FileHandle;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #columns: (rows: readonly Row[]) => Columns;
  #rows: Row[] = [];

  constructor(file: FileHandle, schema: Schema, columns: (rows: readonly Row[]) => Columns) {
    this.#file = file;
    this.#columns = columns;
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: 'parallax' });
  }

  async add(rows: readonly Row[]): Promise<void> {
    this.#rows.push(...rows);
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
    await this.#writer.write({ columnData: this.#columns(rows), rowGroupSize: rows.length });
    await this.#save();
  }

  /** What has been made since the last time. */
  async #save(): Promise<void> {
    await this.#file.write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}
