import { type FileMetaData, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import type { Arrays, Unit } from '../item.js';
import { untilBroken, whyRefused } from '../refusal.js';
import type { Source, SourceFile } from '../source.js';
import { refuse } from './bytes.js';
import { isOfCollection, isTable } from './kinds.js';
import { classNamesIn, columnsOf, whyNoLabels } from './parquet-columns.js';
import { filesNamed, type ParquetFile, readGroup, reading } from './parquet-rows.js';
import { type SplitWord, splitOf } from './split-word.js';

const splitName = /(?:^|[._-])(train|test|val|valid|validation|dev)(?:ing)?(?=[._-]|$)/i;

/**
 * A source as Parquet, as Hugging Face writes it: files with a column of pictures (`image`, `img`, or the one struct of
 * `bytes` and `path`), and labels in `label`, `labels`, `fine_label` or `class`, integers or text. The split is in a file's name or in a
 * folder's. Undefined where no file has such a column. A unit is a row group, of which no other column is read. A row may have the path of
 * a picture that lies beside the table, in its bytes' place. A file that is cut off, beside others or pictures, is none of them; where it is
 * broken further in, its row group is refused as an item.
 *
 * @throws INVALID_FIELD where all files are cut off, or one's classes are not those of the others; by a unit of a single file, for a
 *   label that is no class, or more than 65,535, and a row group above 1 GiB or 1,048,576 rows
 */
export async function openParquet(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<Arrays | undefined> {
  const beside = new Map(files.map((file) => [file.name, file]));
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
    if (!columns) continue;
    opened.push({ source, file, metadata, columns, split, classes: classNamesIn(metadata, columns), beside });
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
  for (const each of opened) for (const file of await filesOf(each, signal)) uses.add(file);
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

/** The files beside a table that its rows name; those of a row group that is broken are told when it is read. */
async function filesOf(parquet: ParquetFile, signal?: AbortSignal): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const group of parquet.metadata.row_groups) {
    const named = await filesNamed(parquet, group, signal).catch(whyRefused);
    if (typeof named !== 'string') files.push(...named);
  }
  return files;
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
