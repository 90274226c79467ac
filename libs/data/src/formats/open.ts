import { invalidField } from '@parallax/errors';
import type { Format, Unread } from '../item.js';
import type { Source, SourceFile } from '../source.js';
import { openCifar } from './cifar.js';
import { openCollection } from './collection.js';
import { openIdx } from './idx.js';
import { openNpy } from './npy.js';
import { openParquet } from './parquet.js';
import { isLeftOut, isNamedPicture } from './place.js';

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
): Promise<Format | undefined> {
  for (const open of formats) {
    const format = await open(source, files, signal);
    if (format) return format;
  }
  return undefined;
}

/** Of these, names say nothing of pictures beside them. Beside Parquet lie those of its README. */
const standAlone = ['idx', 'cifar10', 'cifar100', 'npy'];

/** Files that a collection is made of: pictures, and archives of them. */
const isOfCollection = (name: string): boolean => isNamedPicture(name) || /\.(zip|tar|tgz|tar\.gz)$/i.test(name);

const isOfArrays = (name: string): boolean => /\.(npy|npz|parquet)$/i.test(name);

/**
 * A source as one of the formats that can be imported, told by looking at its files: a published array, or else a collection of
 * image files, archives of them included. Arrays beside pictures, and pictures beside Parquet, are `unread`.
 *
 * @throws INVALID_FIELD that names the source where it is one of these and broken, has no files, or has pictures beside an array, of which
 *   one or the other would be lost
 */
export async function openFormat(source: Source, signal: AbortSignal): Promise<Format> {
  const files = await source.list(signal);
  const arrays = await openArrays(
    source,
    files.filter(({ isLink }) => !isLink),
    signal,
  );
  const kept = files.filter(({ name, below = name }) => !isLeftOut(below));
  const pictures = kept.filter(({ name }) => isOfCollection(name));
  if (!arrays) {
    const beside = pictures.length > 0 ? kept.filter(({ name }) => isOfArrays(name)) : [];
    const unread = unreadOf(beside, 'arrays beside pictures are not read: import it by itself');
    return { ...(await openCollection(source, files, signal)), unread };
  }
  const [first] = pictures;
  if (first && standAlone.includes(arrays.name)) {
    const has = `${arrays.name} and ${pictures.length} files of pictures, such as ${first.name}`;
    throw invalidField(source.field, source.value, `must be of one format, and has ${has}: take them apart`);
  }
  return {
    ...arrays,
    unread: unreadOf(pictures, `pictures beside ${arrays.name} are not read: import them by themselves`),
  };
}

function unreadOf(files: readonly SourceFile[], reason: string): Unread[] {
  return files.map(({ name }) => ({ name, reason }));
}
