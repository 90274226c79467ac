import type { Format } from '../item.js';
import type { Source } from '../source.js';
import { openArrays } from './arrays.js';
import { openCollection } from './collection.js';

/**
 * A source as one of the formats that can be imported, told by looking at its files: a published array (CIFAR, IDX, .npy, Parquet),
 * or else a collection of image files, archives of them included.
 *
 * @throws INVALID_FIELD that names the source where it is one of these and broken, or has no files
 */
export async function openFormat(source: Source, signal: AbortSignal): Promise<Format> {
  const files = await source.list(signal);
  return (await openArrays(source, files, signal)) ?? openCollection(source, files, {}, signal);
}
