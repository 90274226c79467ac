import { invalidField } from '@parallax/errors';
import { parseHeader, prefixLength } from './header.js';
import {
  bytesPerElement,
  elementCount,
  elements,
  holds,
  type Tensor,
  type TensorInfo,
  type Tensors,
} from './tensor.js';

/** The data begins at a multiple of it, so that a reader may view every element type in place. */
export const alignment = 8;

/**
 * The file in pieces, the tensors' own memory among them: what is uploaded needs no second copy. The same tensors and
 * metadata give the same bytes, whatever their order: the widest dtypes come first, which keeps all data aligned, then
 * by name.
 *
 * @throws INVALID_FIELD where a tensor's data doesn't have its dtype and shape
 */
export function safetensorsParts(tensors: Tensors, metadata: Record<string, string> = {}): Uint8Array[] {
  const sorted = Object.entries(tensors).sort(byWidthThenName);
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0)
    header.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort())]);
  let begin = 0;
  for (const [name, tensor] of sorted) {
    check(name, tensor);
    const end = begin + tensor.data.byteLength;
    header.push([name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] }]);
    begin = end;
  }
  return [encodeHeader(Object.fromEntries(header)), ...sorted.map(([, { data }]) => bytesOf(data))];
}

/** The file as one piece. */
export function encodeSafetensors(tensors: Tensors, metadata?: Record<string, string>): Uint8Array {
  return Buffer.concat(safetensorsParts(tensors, metadata));
}

type Named = [name: string, tensor: Tensor];

function byWidthThenName([nameA, a]: Named, [nameB, b]: Named): number {
  return bytesPerElement(b.dtype) - bytesPerElement(a.dtype) || (nameA < nameB ? -1 : 1);
}

function check(name: string, { dtype, shape, data }: Tensor): void {
  if (name === '__metadata__') throw invalidField('tensors', name, "must not be named like the format's own entry");
  if (holds(dtype, data) && data.length === elementCount(shape)) return;
  const found = `${data.constructor.name}(${data.length})`;
  throw invalidField(`tensors.${name}`, found, `must hold ${dtype} [${shape}], ${elementCount(shape)} elements`);
}

function encodeHeader(header: Record<string, unknown>): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil((prefixLength + json.length) / alignment) * alignment;
  const bytes = Buffer.alloc(padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded - prefixLength));
  json.copy(bytes, prefixLength);
  return bytes;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

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

/**
 * The file's `__metadata__`.
 *
 * @param bytes the file, or its beginning with at least the whole header
 * @param fileSize bytes of the whole file
 * @throws BLOB_CORRUPT
 */
export function readMetadata(bytes: Uint8Array, fileSize?: number): Record<string, string> {
  return parseHeader(bytes, fileSize).metadata;
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
