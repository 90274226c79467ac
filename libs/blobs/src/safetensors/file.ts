import { invalidField } from '@parallax/errors';
import { parseHeader, prefixLength } from './header.js';
import {
  bytesPerElement,
  elementCount,
  elements,
  holds,
  type StreamedTensor,
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
  for (const [name, tensor] of Object.entries(tensors)) check(name, tensor);
  const sorted = inFileOrder(tensors);
  return [headerOf(sorted, metadata), ...sorted.map(([, { data }]) => bytesOf(data))];
}

/** The same file of tensors that are read piece by piece: its header, and a reader of all its bytes. */
export function streamSafetensors(tensors: Record<string, StreamedTensor>): {
  header: Uint8Array;
  read(): AsyncIterable<Uint8Array>;
} {
  const sorted = inFileOrder(tensors);
  const header = headerOf(sorted, {});
  const read = async function* () {
    yield header;
    for (const [, tensor] of sorted) yield* tensor.read();
  };
  return { header, read };
}

type Shape = Pick<TensorInfo, 'dtype' | 'shape'>;

function inFileOrder<T extends Shape>(tensors: Record<string, T>): [name: string, tensor: T][] {
  return Object.entries(tensors).sort(
    ([nameA, a], [nameB, b]) => bytesPerElement(b.dtype) - bytesPerElement(a.dtype) || (nameA < nameB ? -1 : 1),
  );
}

function headerOf(sorted: readonly [name: string, tensor: Shape][], metadata: Record<string, string>): Uint8Array {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0)
    header.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort())]);
  let begin = 0;
  for (const [name, { dtype, shape }] of sorted) {
    const end = begin + elementCount(shape) * bytesPerElement(dtype);
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
    begin = end;
  }
  return encodeHeader(Object.fromEntries(header));
}

/** The file as one piece. */
export function encodeSafetensors(tensors: Tensors, metadata?: Record<string, string>): Uint8Array {
  return Buffer.concat(safetensorsParts(tensors, metadata));
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
