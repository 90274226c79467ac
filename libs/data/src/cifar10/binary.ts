import { interleave } from './planes.js';
import { type Batch, imageBytes } from './release.js';

const recordBytes = 1 + imageBytes;

/** A batch of the binary version: records of a label and 3,072 bytes, red, green and blue plane. */
export function readBinaryBatch(bytes: Uint8Array): Batch {
  if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
    throw new Error(`its ${bytes.length} bytes are no whole records of ${recordBytes}`);
  }
  const count = bytes.length / recordBytes;
  const images = new Uint8Array(count * imageBytes);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    labels[index] = bytes[index * recordBytes] as number;
    interleave(bytes, index * recordBytes + 1, images, index * imageBytes);
  }
  return { count, images, labels };
}
