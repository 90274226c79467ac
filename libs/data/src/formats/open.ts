import type { Format } from '../item.js';
import type { Source, SourceFile } from '../source.js';
import { openCifar } from './cifar.js';
import { openCollection } from './collection.js';
import { openIdx } from './idx.js';
import { openNpy } from './npy.js';
import { openParquet } from './parquet.js';

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

/**
 * A source as one of the formats that can be imported, told by looking at its files: a published array, or else a collection of
 * image files, archives of them included.
 *
 * @throws INVALID_FIELD that names the source where it is one of these and broken, or has no files
 */
export async function openFormat(source: Source, signal: AbortSignal): Promise<Format> {
  const files = await source.list(signal);
  const arrays = files.filter(({ isLink }) => !isLink);
  return (await openArrays(source, arrays, signal)) ?? openCollection(source, files, signal);
}
