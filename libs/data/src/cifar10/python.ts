import { NumpyArray } from '../pickle/numpy.js';
import { unpickle } from '../pickle/unpickle.js';
import { interleaveAll } from './planes.js';
import { type Batch, imageBytes } from './release.js';

/** A batch of the Python version: a pickled dict with `data`, uint8 [count, 3072] in planes, and `labels`, a list. */
export function readPythonBatch(bytes: Uint8Array): Batch {
  const { count, planes, labels } = unpickleBatch(bytes, 'labels');
  return { count, images: interleaveAll(planes), labels: Uint8Array.from(labels) };
}

/** What a batch pickles, as it lies there. */
export interface PickledBatch {
  count: number;
  /** uint8 [count, 3, 32, 32]: where Python 2 or protocol 4 wrote it, a part of the file's bytes. */
  planes: Uint8Array;
  /** From 0 to 255. */
  labels: number[];
}

/**
 * A pickled batch, with the labels of the dict's key: `labels` of CIFAR-10, `fine_labels` of CIFAR-100.
 *
 * @throws Error where it is no such batch
 */
export function unpickleBatch(bytes: Uint8Array, labelsKey: string): PickledBatch {
  const batch = unpickle(bytes);
  if (!(batch instanceof Map)) throw new Error('it pickles no dict');
  const data = batch.get('data');
  const labels: unknown = batch.get(labelsKey);
  if (!(data instanceof NumpyArray)) throw new Error('its data is no array');
  const [count = 0, width] = data.shape;
  if (data.shape.length !== 2 || width !== imageBytes) throw new Error(`its data has shape [${data.shape}]`);
  if (!Array.isArray(labels) || labels.length !== count) throw new Error(`its labels are no list of ${count}`);
  if (!labels.every((label) => Number.isInteger(label) && label >= 0 && label <= 255)) {
    throw new Error('its labels are not all numbers from 0 to 255');
  }
  return { count, planes: data.bytes, labels };
}
