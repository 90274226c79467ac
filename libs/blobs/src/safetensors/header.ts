import { ParallaxError } from '@parallax/errors';
import { bytesPerElement, elementCount, isDtype, type TensorInfo } from './tensor.js';

/**
 * Bytes. The format allows 100 MB, which takes gigabytes and half a minute to parse; our own headers have some kilobytes,
 * and a thousand layers of PyTorch 200 kB.
 */
const largestHeader = 1024 ** 2;

const mostTensors = 10_000;

/** Entries of the metadata. */
const mostMetadata = 1000;

/** Characters of a tensor's name, which errors repeat. */
const longestName = 256;

/** Axes of a tensor, as in NumPy and PyTorch. */
const mostAxes = 64;

/** The header is an object of entries, an entry an object, and its deepest values are lists. */
const deepestNesting = 3;

/** Bytes before the header: its length, a little-endian 64-bit integer. */
export const prefixLength = 8;

/** The first byte of a header. */
const openingBrace = 0x7b;

/** A tensor, and where in the data its bytes lie. */
interface Entry extends TensorInfo {
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
  if (length > largestHeader) {
    // What any other file begins with says a length of some exabytes.
    const isOne = bytes.length <= prefixLength || bytes[prefixLength] === openingBrace;
    const begins = isOne ? '' : 'it does not begin as one, for ';
    throw corrupt(`${begins}a header of ${length} bytes is over the limit of ${largestHeader}`);
  }
  if (prefixLength + length > fileSize)
    throw corrupt(`the file is cut off: a header of ${length} bytes in a file of ${fileSize}`);
  return prefixLength + length;
}

/**
 * Reads and checks the header by the format's rules (github.com/huggingface/safetensors, "Format"): tensors fill the data
 * without holes or overlaps, and each has as many bytes as its shape and dtype say. Names, axes and tensors are bounded.
 *
 * @param bytes the file, or its beginning with at least the whole header
 * @param fileSize bytes of the whole file
 * @throws BLOB_CORRUPT that names the tensor and what is wrong with it
 */
export function parseHeader(bytes: Uint8Array, fileSize: number = bytes.length): Header {
  const start = dataStart(bytes, fileSize);
  const { __metadata__: metadata = {}, ...tensors } = parseObject(bytes.subarray(prefixLength, start));
  if (!isStringMap(metadata)) throw corrupt('__metadata__ is no map of strings');
  const named = Object.entries(tensors);
  if (named.length > mostTensors) throw corrupt(`${named.length} tensors are over the limit of ${mostTensors}`);
  const entries = named.map(([name, value]) => parseEntry(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== filled) throw corrupt(`${name} begins at byte ${begin} of the data, not at ${filled}`);
    filled = end;
  }
  if (start + filled !== fileSize) {
    const is = start + filled > fileSize ? 'the file is cut off' : 'something follows the tensors';
    throw corrupt(`${is}: tensors end at byte ${start + filled} of a file of ${fileSize}`);
  }
  return { entries, metadata, dataStart: start };
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== openingBrace) throw corrupt('the header does not begin with {');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    checkStructure(text);
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof ParallaxError) throw cause;
    throw corrupt('the header is no JSON', cause);
  }
}

/**
 * Looks at what `JSON.parse` is silent about: nesting deeper than the format's, and a key that an object has twice, of which
 * it would take the last and other readers the first.
 *
 * @throws BLOB_CORRUPT; SyntaxError where a key is no JSON
 */
function checkStructure(text: string): void {
  const keys: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if ('{['.includes(character) && keys.push(new Set()) > deepestNesting) {
      throw corrupt(`the header has more than ${deepestNesting} levels`);
    }
    if ('}]'.includes(character)) keys.pop();
    if (character !== '"') continue;
    const end = endOfString(text, at);
    colon.lastIndex = end;
    if (colon.test(text)) {
      const key = String(JSON.parse(text.slice(at, end)));
      const seen = keys.at(-1);
      if (seen?.has(key)) throw corrupt(`the header has ${shown(key)} twice`);
      seen?.add(key);
      if (keys.length > 1 && (seen?.size ?? 0) > mostMetadata)
        throw corrupt(`an object of over ${mostMetadata} entries`);
    }
    at = end - 1;
  }
}

/** What makes a string a key. */
const colon = /\s*:/y;

/** The place behind the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function parseEntry(name: string, value: unknown): Entry {
  if (name.length > longestName)
    throw corrupt(`a name of ${name.length} characters is over the limit of ${longestName}`);
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isDtype(dtype)) throw corrupt(`${name} has the unknown dtype ${shown(dtype)}`);
  if (!isSizes(shape) || shape.length > mostAxes) throw corrupt(`${name} has the shape ${shown(shape)}`);
  if (!isSizes(offsets) || offsets.length !== 2) throw corrupt(`${name} has the data_offsets ${shown(offsets)}`);
  const [begin, end] = offsets as [number, number];
  const size = elementCount(shape) * bytesPerElement(dtype);
  // Beyond the whole numbers that a double holds, sizes would be equal that are not.
  if (!Number.isSafeInteger(size)) throw corrupt(`${name} is ${dtype} [${shape}], more than can be counted`);
  if (end - begin !== size) throw corrupt(`${name} is ${dtype} [${shape}], ${size} bytes, but has ${end - begin}`);
  return { name, dtype, shape, begin, end };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isStringMap(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((entry) => typeof entry === 'string');
}

/** A value for a message, which a stranger's file may not fill. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function corrupt(what: string, cause?: unknown): ParallaxError {
  return new ParallaxError('BLOB_CORRUPT', `no whole safetensors file: ${what}`, { cause });
}
