import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ParallaxError } from '@parallax/errors';

const types: Record<string, { npy: string; bytes: number }> = {
  F32: { npy: '<f4', bytes: 4 },
  U8: { npy: '|u1', bytes: 1 },
  U16: { npy: '<u2', bytes: 2 },
};

/**
 * What stands before an array's little-endian bytes, row by row, to make them a NumPy file: NPY 1.0
 * (numpy.lib.format). The array begins at a multiple of 64 bytes.
 */
export function npyHeader(dtype: string, shape: readonly number[]): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${typeOf(dtype).npy}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const prefix = 10; // magic, version, length
  const length = Math.ceil((prefix + text.length + 1) / 64) * 64 - prefix;
  const header = Buffer.alloc(prefix + length);
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(length, 8);
  header.write(`${text.padEnd(length - 1)}\n`, prefix, 'latin1');
  return header;
}

/** Rows of a tensor in a safetensors file. */
export interface Rows {
  file: string;
  /** The first, and the one after the last. */
  first: number;
  last: number;
}

/** Writes rows of the tensors of one name, one below the other, as a NumPy file, and returns its shape. */
export async function tensorsToNpy(parts: readonly Rows[], name: string, out: string): Promise<number[]> {
  const entries = await Promise.all(parts.map(({ file }) => locate(file, name)));
  const { dtype, shape } = entries[0] as Entry;
  const written = [parts.reduce((rows, { first, last }) => rows + last - first, 0), ...shape.slice(1)];
  const width = elements(shape.slice(1)) * typeOf(dtype).bytes;
  const sink = createWriteStream(out);
  sink.write(npyHeader(dtype, written));
  for (const [index, { file, first, last }] of parts.entries()) {
    const { start } = entries[index] as Entry & { start: number };
    const bytes = createReadStream(file, { start: start + first * width, end: start + last * width - 1 });
    await pipeline(bytes, sink, { end: index === parts.length - 1 });
  }
  return written;
}

/** Up to so many rows are read at a time. */
const ROWS_AT_ONCE = 1024;

/** Rows of a tensor of float32, some at a time. */
export async function* readRows({ file, first, last }: Rows, name: string): AsyncGenerator<Float32Array[]> {
  const { start, shape } = await locate(file, name);
  const width = elements(shape.slice(1));
  const handle = await open(file);
  try {
    for (let row = first; row < last; row += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, last - row);
      const values = new Float32Array(count * width);
      await handle.read(new Uint8Array(values.buffer), 0, values.byteLength, start + row * width * 4);
      yield Array.from({ length: count }, (_, at) => values.subarray(at * width, (at + 1) * width));
    }
  } finally {
    await handle.close();
  }
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [begin: number, end: number];
}

/**
 * A tensor's type and shape, and the byte at which its data begins. A safetensors file begins with 8 bytes, little-endian,
 * that say how long its JSON header is; the header's offsets count from its end.
 */
async function locate(file: string, name: string) {
  const handle = await open(file);
  try {
    const prefix = await handle.read(Buffer.alloc(8), 0, 8, 0);
    const length = Number(prefix.buffer.readBigUInt64LE());
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, 8);
    const entry = (JSON.parse(buffer.toString('utf8')) as Record<string, Entry>)[name];
    if (!entry) throw new ParallaxError('BLOB_CORRUPT', `the blob has no tensor ${JSON.stringify(name)}`);
    return { ...entry, start: 8 + length + entry.data_offsets[0] };
  } finally {
    await handle.close();
  }
}

function typeOf(dtype: string) {
  const type = types[dtype];
  if (!type) throw new ParallaxError('INTERNAL', `${dtype} has no form in a NumPy file here`);
  return type;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
