import type { Bytes } from './bytes.js';

/** What an NPY file says of its array (numpy.lib.format, versions 1 to 3). */
export interface NpyHeader {
  shape: readonly number[];
  /** `u` and `i`: integers without and with a sign; other kinds as NumPy calls them: `f`, `b`, `U`. */
  kind: string;
  /** Bytes of a value. */
  size: number;
  bigEndian: boolean;
  /** Where the first value lies. Bytes. */
  offset: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/** NumPy writes 128 bytes for an array that we read, and itself reads no header above 10,000 bytes unasked. */
const LONGEST_HEADER = 10_000;

/** An entry of the dict that a header is, as NumPy and those that imitate it write it: nothing else is a header. */
const entryOf = {
  descr: /^\s*'descr'\s*:\s*'([<>|=]?)([a-zA-Z])(\d{0,9})'\s*(?:,|(?=\}))/,
  fortran_order: /^\s*'fortran_order'\s*:\s*(True|False)\s*(?:,|(?=\}))/,
  shape: /^\s*'shape'\s*:\s*\(((?:\d+L?(?:, ?\d+L?)*,?)?)\)\s*(?:,|(?=\}))/,
};

type Entries = Partial<Record<keyof typeof entryOf, RegExpExecArray>>;

/**
 * The header of an NPY file, whose bytes are then held against the shape that it claims.
 *
 * @throws INVALID_FIELD where it is none, or its array is in Fortran's order or of Python's objects
 */
export async function readNpyHeader(bytes: Bytes, signal?: AbortSignal): Promise<NpyHeader> {
  const begin = await bytes.read(0, 10, signal);
  if (!begin.subarray(0, 6).equals(MAGIC)) throw bytes.refuse('it does not begin as an NPY file');
  const version = begin[6] as number;
  if (version < 1 || version > 3) throw bytes.refuse(`it is an NPY file of version ${version}, not 1 to 3`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? begin.readUInt16LE(8) : Buffer.from(await bytes.read(8, 12, signal)).readUInt32LE();
  if (length > LONGEST_HEADER) throw bytes.refuse(`its header has ${length} bytes, more than ${LONGEST_HEADER}`);
  const text = (await bytes.read(start, start + length, signal)).toString('latin1');
  const header = headerOf(bytes, entriesOf(bytes, text), start + length);
  // NumPy's letters have four bytes each.
  const valueBytes = header.size * (header.kind === 'U' ? 4 : 1);
  bytes.expect(header.offset + valuesOf(bytes, header.shape) * valueBytes);
  return header;
}

function entriesOf(bytes: Bytes, text: string): Entries {
  const refused = () => bytes.refuse(`its header is ${JSON.stringify(text.trim().slice(0, 100))}`);
  if (!text.startsWith('{')) throw refused();
  const entries: Entries = {};
  let rest = text.slice(1);
  while (!/^\s*\}/.test(rest)) {
    const names = Object.keys(entryOf) as (keyof typeof entryOf)[];
    const name = names.find((each) => !entries[each] && entryOf[each].test(rest));
    if (!name) throw refused();
    const entry = entryOf[name].exec(rest) as RegExpExecArray;
    entries[name] = entry;
    rest = rest.slice(entry[0].length);
  }
  if (!/^\s*\}\s*$/.test(rest)) throw refused();
  return entries;
}

function headerOf(bytes: Bytes, { descr, fortran_order, shape }: Entries, offset: number): NpyHeader {
  if (!descr || !fortran_order || !shape) throw bytes.refuse('its header lacks descr, fortran_order or shape');
  const [, order, kind = '', size] = descr;
  if (kind === 'O') throw bytes.refuse("it holds Python's objects, a pickle, which is not read");
  if (fortran_order[1] === 'True') throw bytes.refuse("its array is in Fortran's order");
  return {
    shape: (shape[1] as string).split(',').flatMap((size) => (size.trim() ? [Number.parseInt(size, 10)] : [])),
    kind,
    size: Number(size),
    bigEndian: order === '>',
    offset,
  };
}

function valuesOf(bytes: Bytes, shape: readonly number[]): number {
  const values = shape.reduce((product, size) => product * size, 1);
  if (!shape.every(Number.isSafeInteger) || !Number.isSafeInteger(values)) {
    throw bytes.refuse(`it can't have the shape [${shape}]`);
  }
  return values;
}
