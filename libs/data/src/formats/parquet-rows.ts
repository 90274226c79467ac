import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import { type AsyncBuffer, type ColumnMetaData, type FileMetaData, parquetReadObjects, type RowGroup } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { ahead } from '../ahead.js';
import type { Item, ItemSplit, Refused } from '../item.js';
import type { Source, SourceFile } from '../source.js';
import { asRefusal, refuse } from './bytes.js';
import { contentOf, READ_AHEAD } from './images.js';
import { HIGHEST_LABEL } from './labels.js';
import { memberPath } from './member.js';
import type { Columns } from './parquet-columns.js';
import { checkPages, rangeOf } from './parquet-pages.js';

/** A row group is read as a whole: PyArrow's largest has that many rows, and Hugging Face's has 100 pictures or 1,000. */
const MOST_ROWS = 1 << 20;
const MOST_BYTES = 1 << 30;

/** No picture's file is smaller. Bytes. */
const LEAST_PICTURE = 32;

/** A table of pictures. */
export interface ParquetFile {
  source: Source;
  file: SourceFile;
  metadata: FileMetaData;
  columns: Columns;
  classes: readonly string[] | undefined;
  split: ItemSplit | undefined;
  /** The source's files, by their names. */
  beside: ReadonlyMap<string, SourceFile>;
}

/**
 * The pictures of a row group, of whose columns no other is read. A row without bytes is the picture whose path it has: below the
 * table's folder, or else below the source's. One that leaves it, is a link or is not there is refused as an item.
 */
export async function* readGroup(
  parquet: ParquetFile,
  group: RowGroup,
  first: number,
  signal?: AbortSignal,
): AsyncIterable<Item> {
  const { file, columns } = parquet;
  const { label } = columns;
  const rows = await readRows(parquet, group, signal);
  const pictures = rows.map((row) => pictureOf(row, columns));
  const isUnique = uniqueAmong(pictures.map(({ path }) => path));
  const read = async (picture: Picture, index: number): Promise<Item> => {
    const { bytes, path } = picture;
    const at = first + index;
    const value = label === undefined ? undefined : labelOf(parquet, at, rows[index]?.[label]);
    return {
      name: path && isUnique(path) ? path : `${file.name}#${at}`,
      ...(parquet.split && { split: parquet.split }),
      ...(value !== undefined && { label: value }),
      isPicture: true,
      content: bytes?.length
        ? // A copy, so that a picture doesn't keep its row group.
          { kind: 'encoded', bytes: Uint8Array.from(bytes) }
        : await contentBeside(parquet, picture, signal),
    };
  };
  for await (const item of ahead(pictures.entries(), READ_AHEAD, ([index, picture]) => read(picture, index))) {
    signal?.throwIfAborted();
    yield item;
  }
}

/** The files beside a table that the rows of a group without bytes name. */
export async function filesNamed(parquet: ParquetFile, group: RowGroup, signal?: AbortSignal): Promise<SourceFile[]> {
  if (!mayNameFiles(group, parquet.columns)) return [];
  const rows = await readRows(parquet, group, signal);
  return rows.flatMap((row) => {
    const { bytes, path } = pictureOf(row, parquet.columns);
    return bytes || path === undefined ? [] : (fileAt(parquet, path) ?? []);
  });
}

/** Whether some rows may lack bytes: as many as are null, or, where nobody has counted these, if there are fewer bytes than pictures have. */
function mayNameFiles({ num_rows, columns }: RowGroup, { image, isText }: Columns): boolean {
  if (isText) return true;
  const of = (part: string) =>
    columns.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === `${image}.${part}`)?.meta_data;
  const [bytes, path] = [of('bytes'), of('path')];
  if (!bytes || !path) return false;
  const nulls = bytes.statistics?.null_count;
  return nulls === undefined ? Number(bytes.total_uncompressed_size) < LEAST_PICTURE * Number(num_rows) : nulls > 0n;
}

function fileAt({ file, beside }: ParquetFile, path: string): SourceFile | undefined {
  const { name, isInside } = memberPath(path);
  if (!isInside) return undefined;
  return beside.get(posix.join(posix.dirname(file.name), name)) ?? beside.get(name);
}

async function contentBeside(parquet: ParquetFile, { bytes, path }: Picture, signal?: AbortSignal) {
  const refused = (why: string): Refused => ({ kind: 'refused', why });
  if (bytes || !path) return refused('empty');
  const file = fileAt(parquet, path);
  if (file) return contentOf(file, signal);
  return refused(memberPath(path).isInside ? 'no bytes, and no file at its path' : 'a path out of its source');
}

function readRows(parquet: ParquetFile, group: RowGroup, signal?: AbortSignal): Promise<Record<string, unknown>[]> {
  const { source, file, metadata, columns } = parquet;
  const { image, label } = columns;
  const chunks = checkedChunks(parquet, group);
  return reading(source, file, signal, (buffer) =>
    parquetReadObjects({
      file: withCheckedPages(buffer, chunks),
      metadata: { ...metadata, row_groups: [group], num_rows: group.num_rows },
      columns: label === undefined ? [image] : [image, label],
      compressors,
      utf8: false,
      geoparquet: false,
    }),
  );
}

/** The chunks of the columns that are read. @throws INVALID_FIELD where they are too large, or lie about their rows */
function checkedChunks({ source, file, columns }: ParquetFile, { num_rows, columns: all }: RowGroup): ColumnMetaData[] {
  const chunks: ColumnMetaData[] = [];
  if (num_rows > MOST_ROWS) throw refuse(source, file.name, `a row group has ${num_rows} rows`);
  let bytes = 0;
  for (const { meta_data } of all) {
    if (!meta_data || ![columns.image, columns.label].includes(meta_data.path_in_schema[0])) continue;
    if (meta_data.num_values !== num_rows) {
      throw refuse(source, file.name, `a row group of ${num_rows} rows has a column of ${meta_data.num_values}`);
    }
    chunks.push(meta_data);
    bytes += Number(meta_data.total_uncompressed_size);
  }
  if (bytes > MOST_BYTES) throw refuse(source, file.name, `a row group has ${bytes} bytes, more than 1 GiB`);
  return chunks;
}

/** A file whose chunks' pages are looked at where they are read, before they are decoded. */
function withCheckedPages(buffer: AsyncBuffer, chunks: ColumnMetaData[]): AsyncBuffer {
  return {
    byteLength: buffer.byteLength,
    async slice(start, end = buffer.byteLength) {
      const bytes = await buffer.slice(start, end);
      for (const chunk of chunks) {
        const range = rangeOf(chunk);
        if (range.start >= start && range.end <= end) {
          checkPages(chunk, new Uint8Array(bytes, range.start - start, range.end - range.start));
        }
      }
      return bytes;
    },
  };
}

/** What a row has of its picture. */
interface Picture {
  bytes?: Uint8Array | undefined;
  path?: string | undefined;
}

function pictureOf(row: Record<string, unknown>, { image, isText }: Columns): Picture {
  const value = row[image];
  if (isText) return { path: textOf(value) };
  if (value instanceof Uint8Array) return { bytes: value };
  if (typeof value !== 'object' || value === null) return {};
  const { bytes, path } = value as { bytes?: unknown; path?: unknown };
  return { bytes: bytes instanceof Uint8Array ? bytes : undefined, path: textOf(path) };
}

function textOf(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  return typeof value === 'string' ? value : undefined;
}

/** Whether a path is that of one row only. */
function uniqueAmong(paths: (string | undefined)[]): (path: string) => boolean {
  const counts = new Map<string, number>();
  for (const path of paths) if (path) counts.set(path, (counts.get(path) ?? 0) + 1);
  return (path) => counts.get(path) === 1;
}

/**
 * A row's label: an index where the file names the classes, else the label's text. Hugging Face's -1 and nothing at
 * all are no label.
 */
function labelOf({ source, file, classes }: ParquetFile, row: number, value: unknown): number | string | undefined {
  if (value instanceof Uint8Array && !isUtf8(value))
    throw refuse(source, file.name, `the label of its row ${row} is no UTF-8`);
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value === null || value === undefined || Number(value) === -1) return undefined;
  const label = Number(value);
  const most = classes ? classes.length - 1 : HIGHEST_LABEL;
  if (!Number.isInteger(label) || label < 0 || label > most) {
    throw refuse(source, file.name, `the label of its row ${row} is ${label}, not from 0 to ${most}`);
  }
  return classes ? label : String(label);
}

/** Runs work over a file's ranges, whose errors refuse the file where they are not the source's own. */
export async function reading<T>(
  source: Source,
  file: SourceFile,
  signal: AbortSignal | undefined,
  work: (buffer: AsyncBuffer) => Promise<T>,
): Promise<T> {
  let failure: unknown;
  const slice = async (start: number, end = file.size): Promise<ArrayBuffer> => {
    try {
      signal?.throwIfAborted();
      if (!(start >= 0 && start <= end && end <= file.size)) {
        throw refuse(source, file.name, `it is cut off, or names bytes ${start} to ${end} of its ${file.size}`);
      }
      return Uint8Array.from(await file.readRange(start, end, signal)).buffer;
    } catch (thrown) {
      failure = thrown;
      throw thrown;
    }
  };
  try {
    return await work({ byteLength: file.size, slice });
  } catch (thrown) {
    if (failure) throw asRefusal(source, file.name, failure);
    if (thrown instanceof ParallaxError) throw thrown;
    throw refuse(source, file.name, (thrown as Error).message, thrown);
  }
}
