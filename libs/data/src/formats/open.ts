import { createHash } from 'node:crypto';
import { invalidField } from '@parallax/errors';
import type { Arrays, Format, Opened, Unread } from '../item.js';
import { whyRefused } from '../refusal.js';
import type { Source, SourceFile } from '../source.js';
import { openCifar } from './cifar.js';
import { openCollection } from './collection.js';
import { openIdx } from './idx.js';
import { isOfArrays, isOfCollection, isTable } from './kinds.js';
import { openNpy } from './npy.js';
import { columnNames, openParquet } from './parquet.js';
import { isLeftOut } from './place.js';

/** The more particular a format's names are, the earlier it is asked. */
const formats = [openIdx, openCifar, openNpy, openParquet];

/**
 * A source as a dataset that is published as arrays: IDX, CIFAR-10 or CIFAR-100, NumPy's NPY and NPZ, or Parquet, the
 * first of them that it is. Undefined where it is none. Before a unit is, nothing is read but headers, labels and CIFAR's
 * pickles.
 *
 * @param files what `source.list()` gave
 * @throws INVALID_FIELD that names the source and the file, where a file is broken
 */
export async function openArrays(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<Arrays | undefined> {
  for (const open of formats) {
    const format = await open(source, files, signal);
    if (format) return format;
  }
  return undefined;
}

/** Of these, names say nothing of pictures beside them. Beside Parquet lie those of its README. */
const standAlone = ['idx', 'cifar10', 'cifar100', 'npy'];

/**
 * A source as one of the formats that can be imported, told by looking at its files: a published array, or else a collection of
 * image files, archives of them included. Whatever holds pictures too, as it seems, and is of another format is `unread`: arrays
 * and tables beside pictures, pictures beside Parquet, and arrays beside others; so are folders that can't be read, and archives and
 * tables that are broken, beside others that are not.
 *
 * @throws INVALID_FIELD that names the source where it is one of these and broken, has no files, or has pictures beside an array, of which
 *   one or the other would be lost
 * @param classes those of the dataset to which the pictures come: a folder that is called as one of them is a class, though all lie in it
 */
export async function openFormat(source: Source, signal: AbortSignal, classes?: readonly string[]): Promise<Opened> {
  const listed = await source.list(signal);
  const unread: Unread[] = [];
  for (const { name, below = name, unreadable } of listed)
    if (unreadable !== undefined && !isLeftOut(below)) unread.push({ name, reason: unreadable });
  const files = listed.filter(({ unreadable }) => unreadable === undefined);
  const arrays = await openArrays(
    source,
    files.filter(({ isLink }) => !isLink),
    signal,
  );
  const format = arrays
    ? await besideArrays(source, files, arrays, signal)
    : await openPictures(source, files, signal, classes);
  const others = (format.others ?? 0) + listed.length - files.length - unread.length;
  const listing = digestOf(files, format);
  return { ...format, unread: [...unread, ...(format.unread ?? [])], others, listing };
}

/** What lies in hidden folders is left out of it, as of the dataset. */
function digestOf(files: readonly SourceFile[], { units }: Format): string {
  const hash = createHash('sha256');
  for (const { name, below = name, size } of files) {
    if (!isLeftOut(below) || isOfArrays(name)) hash.update(`${JSON.stringify([name, size])}\n`);
  }
  for (const { name, count } of units) hash.update(`${JSON.stringify({ name, count })}\n`);
  return hash.digest('hex');
}

/** Arrays, and what there is beside them. */
async function besideArrays(
  source: Source,
  files: readonly SourceFile[],
  { uses, ...arrays }: Arrays,
  signal: AbortSignal,
): Promise<Format> {
  const beside = files.filter((file) => !uses.has(file));
  const kept = beside.filter(({ name, below = name }) => !isLeftOut(below));
  const pictures = kept.filter(({ name }) => isOfCollection(name));
  const [first] = pictures;
  if (first && standAlone.includes(arrays.name)) {
    const has = `${arrays.name} and ${pictures.length} files of pictures, such as ${first.name}`;
    throw invalidField(source.field, source.value, `must be of one format, and has ${has}: take them apart`);
  }
  const unread: Unread[] = [];
  for (const file of kept) {
    const reason = await whyUnread(source, file, arrays.name, signal);
    if (reason !== undefined) unread.push({ name: file.name, reason });
  }
  return { ...arrays, unread, others: beside.length - unread.length };
}

/** Why a file beside arrays is left out by its name; undefined where it is only counted. */
async function whyUnread(
  source: Source,
  file: SourceFile,
  arrays: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { name, isLink } = file;
  if (isOfCollection(name)) return `pictures beside ${arrays} are not read: import them by themselves`;
  if (!isOfArrays(name)) return undefined;
  if (isLink) return 'a link';
  // Of tables, those with pictures have been read.
  if (isTable(name) && arrays === 'parquet') return whyNoPictures(source, file, signal);
  return `arrays beside ${arrays} are not read: import it by itself`;
}

/** Pictures and archives of them, and what there is beside them; or nothing of the kind, and why what is there is none. */
async function openPictures(
  source: Source,
  files: readonly SourceFile[],
  signal: AbortSignal,
  classes?: readonly string[],
): Promise<Format> {
  const isArray = ({ name, below = name, isLink }: SourceFile) => !isLink && !isLeftOut(below) && isOfArrays(name);
  const rest = files.filter((file) => !isArray(file));
  const hasPictures = rest.some(({ name, below = name }) => !isLeftOut(below) && isOfCollection(name));
  const unread: Unread[] = [];
  for (const file of files.filter(isArray)) {
    const reason = hasPictures
      ? 'arrays beside pictures are not read: import it by itself'
      : await whyNoArray(source, file, signal);
    unread.push({ name: file.name, reason });
  }
  const collection = await openCollection(source, rest, signal, classes);
  return { ...collection, unread: [...unread, ...(collection.unread ?? [])] };
}

async function whyNoArray(source: Source, file: SourceFile, signal: AbortSignal): Promise<string> {
  if (isTable(file.name)) return whyNoPictures(source, file, signal);
  return 'an array that is not alone is read where it is named as published ones are: x_train, train_images, images, …';
}

/** Why no pictures are read of a table: it has no column of them, or is broken. */
async function whyNoPictures(source: Source, file: SourceFile, signal: AbortSignal): Promise<string> {
  const columns = await columnNames(source, file, signal).catch(whyRefused);
  if (typeof columns === 'string') return columns;
  return `it has no column of pictures, such as image: its columns are ${columns.join(', ') || 'none'}`;
}
