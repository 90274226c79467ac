import { elements } from './dtype.js';
import { parseHeader } from './header.js';
import { elementCount, type TensorInfo, type Tensors } from './tensor.js';

/**
 * The tensors of a safetensors file, in the order of their data. They are views of `bytes` where the memory is aligned
 * for their type, copies otherwise.
 *
 * @throws BLOB_CORRUPT that says which rule of the format is broken
 */
export function decodeSafetensors(bytes: Uint8Array): Tensors {
  const { entries, dataStart } = parseHeader(bytes);
  return Object.fromEntries(
    entries.map(({ name, dtype, shape, begin }) => {
      const data = elements(dtype, bytes, dataStart + begin, elementCount(shape));
      return [name, { dtype, shape, data }];
    }),
  );
}

/** The file's `__metadata__`. @throws BLOB_CORRUPT */
export function readMetadata(bytes: Uint8Array): Record<string, string> {
  return parseHeader(bytes).metadata;
}

/**
 * What a file's header says of its tensors.
 *
 * @param bytes the file, or its beginning with at least the whole header
 * @param fileSize bytes of the whole file
 * @throws BLOB_CORRUPT
 */
export function readTensorInfos(bytes: Uint8Array, fileSize?: number): TensorInfo[] {
  return parseHeader(bytes, fileSize).entries.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
}
