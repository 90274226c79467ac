import { NumpyArray } from '../pickle/numpy.js';
import { unpickle } from '../pickle/unpickle.js';
import { interleaveAll } from './planes.js';
import { type Batch, imageBytes } from './release.js';

/** A batch of the Python version: a pickled dict with `data`, uint8 [count, 3072] in planes, and `labels`, a list. */
export function readPythonBatch(bytes: Uint8Array): Batch {
  const batch = unpickle(bytes);
  if (!(batch instanceof Map)) throw new Error('it pickles no dict');
  const data = batch.get('data');
  const labels = batch.get('labels');
  if (!(data instanceof NumpyArray)) throw new Error('its data is no array');
  const [count = 0, width] = data.shape;
  if (data.shape.length !== 2 || width !== imageBytes) throw new Error(`its data has shape [${data.shape}]`);
  if (!Array.isArray(labels) || labels.length !== count) throw new Error(`its labels are no list of ${count}`);
  return { count, images: interleaveAll(data.bytes), labels: Uint8Array.from(labels as number[]) };
}
