import { isUtf8 } from 'node:buffer';
import { ParallaxError } from '@parallax/errors';
import {
  type AsyncBuffer,
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type RowGroup,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Arrays, Item, ItemSplit, Unit } from '../item.js';
import { untilBroken, whyRefused } from '../refusal.js';
import type { Source, SourceFile } from '../source.js';
import { asRefusal, refuse } from './bytes.js';
import { isOfCollection, isTable } from './kinds.js';
import { HIGHEST_LABEL } from './labels.js';
import { type Columns, classNamesIn, columnsOf, whyNoLabels } from './parquet-columns.js';
import { checkPages, rangeOf } from './parquet-pages.js';
import { type SplitWord, splitOf } from './split-word.js';

/** A row group is read as a whole: PyArrow's largest has that many rows, and Hugging Face's has 100 pictures or 1,000. */
const MOST_ROWS = 1 << 20;
const MOST_BYTES = 1 << 30;

const splitName = /(?:^|[._-])(train|test|val|valid|validation|dev)(?:ing)?(?=[._-]|$)/i;

interface ParquetFile {
  source: Source;
  file: SourceFile;
  metadata: FileMetaData;
  columns: Columns;
  classes: readonly string[] | undefined;
  split: ItemSplit | undefined;
}

/**
 * A source as Parquet, as Hugging Face writes it: files with a column of pictures (`image`, `img`, or the one struct of
 * `bytes` and `path`), and labels in `label`, `labels`, `fine_label` or `class`, integers or text. The split is in a file's name or in a
 * folder's. Undefined where no file has such a column. A unit is a row group, of which no other column is read. A file that is cut off,
 * beside others or pictures, is none of them; where it is broken further in, its row group is refused as an item.
 *
 * @throws INVALID_FIELD where all files are cut off, or one's classes are not those of the others; by a unit of a single file, for a
 *   label that is no class, or more than 65,535, and a row group above 1 GiB or 1,048,576 rows
 */
export async function openParquet(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<Arrays | undefined> {
  const named = files.filter(({ name }) => isTable(name));
  const hasTest = named.some(({ name }) => splitWordOf(name) === 'test');
  const opened: ParquetFile[] = [];
  const broken: unknown[] = [];
  for (const file of named) {
    const word = splitWordOf(file.name);
    const split = word && splitOf(word, hasTest);
    const metadata = await metadataOf(source, file, signal).catch((thrown) => {
      whyRefused(thrown);
      broken.push(thrown);
    });
    const columns = metadata && columnsOf(metadata);
    if (columns) opened.push({ source, file, metadata, columns, split, classes: classNamesIn(metadata, columns) });
  }
  if (broken.length > 0 && broken.length === named.length && !files.some(({ name }) => isOfCollection(name)))
    throw broken[0];
  const classes = opened.find((each) => each.classes)?.classes;
  for (const each of opened) {
    if (each.classes && each.classes.join('\n') !== classes?.join('\n')) {
      throw refuse(source, each.file.name, 'its classes are not those of the files before it');
    }
  }
  const unreadLabels = opened.flatMap(({ file: { name }, metadata, columns }) => {
    const reason = whyNoLabels(metadata, columns);
    return reason === undefined ? [] : { name, reason };
  })[0];
  const units = opened.flatMap((each) => unitsOf(each, named.length === 1));
  if (opened[0] && units.length === 0) throw refuse(source, opened[0].file.name, 'it has no rows');
  const uses = new Set(opened.map(({ file }) => file));
  return units.length > 0
    ? {
        name: 'parquet',
        isPublished: true,
        ...(classes && { classes }),
        ...(unreadLabels && { unreadLabels }),
        units,
        uses,
      }
    : undefined;
}

/** The names of a table's columns. @throws INVALID_FIELD where it is broken */
export async function columnNames(source: Source, file: SourceFile, signal?: AbortSignal): Promise<string[]> {
  return parquetSchema(await metadataOf(source, file, signal)).children.map(({ element }) => element.name);
}

function metadataOf(source: Source, file: SourceFile, signal?: AbortSignal): Promise<FileMetaData> {
  return reading(source, file, signal, (buffer) => parquetMetadataAsync(buffer));
}

/** The last word in a file's name that means a split, else in the folder's next to it. */
function splitWordOf(name: string): SplitWord | undefined {
  for (const part of name.split('/').reverse()) {
    const word = splitName.exec(part)?.[1]?.toLowerCase();
    if (word) return word === 'train' || word === 'test' ? word : 'val';
  }
  return undefined;
}

function unitsOf(parquet: ParquetFile, isAlone: boolean): Unit[] {
  let row = 0;
  return parquet.metadata.row_groups.map((group, index) => {
    const first = row;
    row += Number(group.num_rows);
    const name = `${parquet.file.name}, row group ${index}`;
    const items = (signal?: AbortSignal) => readGroup(parquet, group, first, signal);
    const read = isAlone ? items : (signal?: AbortSignal) => untilBroken(name, items(signal), signal);
    return { name, count: Number(group.num_rows), read };
  });
}

async function* readGroup(
  parquet: ParquetFile,
  group: RowGroup,
  first: number,
  signal?: AbortSignal,
): AsyncIterable<Item> {
  const { source, file, metadata, columns } = parquet;
  const { image, label } = columns;
  const chunks = checkedChunks(parquet, group);
  const rows = await reading(source, file, signal, (buffer) =>
    parquetReadObjects({
      file: withCheckedPages(buffer, chunks),
      metadata: { ...metadata, row_groups: [group], num_rows: group.num_rows },
      columns: label === undefined ? [image] : [image, label],
      compressors,
      utf8: false,
      geoparquet: false,
    }),
  );
  const pictures = rows.map((row) => pictureOf(row[image]));
  const isUnique = uniqueAmong(pictures.map(({ path }) => path));
  for (const [index, { bytes, path }] of pictures.entries()) {
    signal?.throwIfAborted();
    const at = first + index;
    const value = label === undefined ? undefined : labelOf(parquet, at, rows[index]?.[label]);
    yield {
      name: path && isUnique(path) ? path : `${file.name}#${at}`,
      ...(parquet.split && { split: parquet.split }),
      ...(value !== undefined && { label: value }),
      isPicture: true,
      content: bytes?.length
        ? // A copy, so that a picture doesn't keep its row group.
          { kind: 'encoded', bytes: Uint8Array.from(bytes) }
        : {
            kind: 'refused',
            why: path && !bytes ? 'no bytes, only the path of a file, which is not followed' : 'empty',
          },
    };
  }
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

function pictureOf(value: unknown): { bytes?: Uint8Array | undefined; path?: string | undefined } {
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
async function reading<T>(
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
