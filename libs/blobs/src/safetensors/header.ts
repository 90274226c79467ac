import { ParallaxError } from '@parallax/errors';
import { bytesPerElement, isDtype } from './dtype.js';
import { elementCount, type TensorInfo } from './tensor.js';

/** The format's own bound, against headers that would exhaust the reader. */
const largestHeader = 100_000_000;

/** Bytes before the header: its length, a little-endian 64-bit integer. */
export const prefixLength = 8;

/** A tensor, and where in the data its bytes lie. */
export interface Entry extends TensorInfo {
  begin: number;
  end: number;
}

export interface Header {
  /** In the order of their data. */
  entries: Entry[];
  metadata: Record<string, string>;
  /** Where in the file the data begins. */
  dataStart: number;
}

/** Where the data begins, by the file's first eight bytes. @throws BLOB_CORRUPT */
export function dataStart(bytes: Uint8Array, fileSize: number): number {
  if (bytes.length < prefixLength) throw corrupt(`${bytes.length} bytes are too few for a header's length`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > largestHeader) throw corrupt(`a header of ${length} bytes is over the limit of ${largestHeader}`);
  if (prefixLength + length > fileSize) throw corrupt(`a header of ${length} bytes in a file of ${fileSize}`);
  return prefixLength + length;
}

/**
 * Reads and checks the header by the format's rules (github.com/huggingface/safetensors, "Format"): tensors fill the data
 * without holes or overlaps, and each has as many bytes as its shape and dtype say.
 *
 * @param bytes the file, or its beginning with at least the whole header
 * @param fileSize bytes of the whole file
 * @throws BLOB_CORRUPT that names the tensor and what is wrong with it
 */
export function parseHeader(bytes: Uint8Array, fileSize: number = bytes.length): Header {
  const start = dataStart(bytes, fileSize);
  const { __metadata__: metadata = {}, ...tensors } = parseObject(bytes.subarray(prefixLength, start));
  if (!isStringMap(metadata)) throw corrupt('__metadata__ is no map of strings');
  const entries = Object.entries(tensors).map(([name, value]) => parseEntry(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== filled) throw corrupt(`${name} begins at byte ${begin} of the data, not at ${filled}`);
    filled = end;
  }
  if (start + filled !== fileSize) throw corrupt(`tensors end at byte ${start + filled} of a file of ${fileSize}`);
  return { entries, metadata, dataStart: start };
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw corrupt('the header does not begin with {');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw corrupt('the header is no JSON', cause);
  }
}

function parseEntry(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isDtype(dtype)) throw corrupt(`${name} has the unknown dtype ${dtype}`);
  if (!isSizes(shape)) throw corrupt(`${name} has the shape ${JSON.stringify(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw corrupt(`${name} has the data_offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const size = elementCount(shape) * bytesPerElement(dtype);
  if (end - begin !== size) throw corrupt(`${name} is ${dtype} [${shape}], ${size} bytes, but has ${end - begin}`);
  return { name, dtype, shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isStringMap(value: unknown): value is Record<string, string> {
  return value instanceof Object && Object.values(value).every((entry) => typeof entry === 'string');
}

function corrupt(what: string, cause?: unknown): ParallaxError {
  return new ParallaxError('BLOB_CORRUPT', `these are no safetensors: ${what}`, { cause });
}
