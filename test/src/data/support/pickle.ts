import { type Arrays, planes } from './release.js';

/** A batch of the Python version, opcode by opcode as Python 2's cPickle (protocol 2) wrote the release. */
export function pythonBatch({ images, labels }: Arrays): Buffer {
  const rows = Array.from(labels, (_, index) => planes(images.subarray(index * 3072, (index + 1) * 3072)));
  return pickle(
    '}',
    put(1),
    '(',
    short('batch_label'),
    put(2),
    short('training batch 1 of 5'),
    put(3),
    short('labels'),
    put(4),
    list([...labels].map((label) => Buffer.from([0x4b, label]))),
    short('data'),
    put(6),
    array([labels.length, 3072], Buffer.concat(rows)),
    short('filenames'),
    put(17),
    list([...labels].map((_, index) => short(`image_s_${index}.png`))),
    'u',
  );
}

/** A pickle of protocol 2. */
export function pickle(...opcodes: (Buffer | string)[]): Buffer {
  return pickleOf(2, ...opcodes);
}

export function array([height, width]: [number, number], bytes: Buffer, order = '\x89'): Buffer {
  const reconstruct = Buffer.concat([global('numpy.core.multiarray', '_reconstruct'), global('numpy', 'ndarray')]);
  const dtype = Buffer.concat([global('numpy', 'dtype'), short('u1'), latin1('K\x00K\x01\x87R(K\x03'), short('|')]);
  return Buffer.concat([
    reconstruct,
    latin1('K\x00\x85'),
    short('b'),
    latin1('\x87R(K\x01'),
    uint16(height),
    uint16(width),
    latin1('\x86'),
    dtype,
    latin1(`NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb${order}T`),
    int32(bytes.length),
    bytes,
    latin1('tb'),
  ]);
}

export function global(module: string, name: string): Buffer {
  return latin1(`c${module}\n${name}\n`);
}

export function short(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x55, text.length]), latin1(text)]);
}

function list(items: Buffer[]): Buffer {
  return Buffer.concat([latin1(']'), put(5), latin1('('), ...items, latin1('e')]);
}

function put(key: number): Buffer {
  return Buffer.from([0x71, key]);
}

function uint16(value: number): Buffer {
  return Buffer.from([0x4d, value & 0xff, value >> 8]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** How Python 3 pickles: a protocol from 3 on, and `numpy.core` of NumPy 1 or `numpy._core` of NumPy 2. */
interface Python3 {
  protocol: 3 | 4 | 5;
  core: 'numpy.core' | 'numpy._core';
}

/**
 * A dict of an array and a list of labels, opcode by opcode as Python 3 and NumPy write it (read off
 * `python3 -m pickletools` over what `pickle.dump` of NumPy 1.26 and 2.2 left, without what is only memoized).
 */
export function python3Batch({ images, labels }: Arrays, labelsKey: string, { protocol, core }: Python3): Buffer {
  const rows = Array.from(labels, (_, index) => planes(images.subarray(index * 3072, (index + 1) * 3072)));
  const bytes = Buffer.concat(rows);
  const name = (module: string, attribute: string) =>
    protocol === 3 ? global(module, attribute) : Buffer.concat([text(module), text(attribute), latin1('\x93')]);
  const shape = Buffer.concat([uint16(labels.length), uint16(3072), latin1('\x86')]);
  const dtype = Buffer.concat([name('numpy', 'dtype'), text('u1'), latin1('\x89\x88\x87R(K\x03'), text('|')]);
  const built = Buffer.concat([dtype, latin1('NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb')]);
  const data =
    protocol === 5
      ? [name(`${core}.numeric`, '_frombuffer'), '(\x96', uint64(bytes.length), bytes, built, shape, text('C'), 'tR']
      : [
          name(`${core}.multiarray`, '_reconstruct'),
          name('numpy', 'ndarray'),
          'K\x00\x85C\x01b\x87R(K\x01',
          shape,
          built,
          '\x89B',
          int32(bytes.length),
          bytes,
          'tb',
        ];
  return pickleOf(
    protocol,
    ...(protocol === 3 ? [] : ['\x95', uint64(0)]),
    protocol === 3 ? '}(' : '}\x94(',
    text(labelsKey),
    protocol === 3 ? '](' : ']\x94(',
    ...[...labels].map((label) => Buffer.from([0x4b, label])),
    'e',
    text('data'),
    ...data,
    'u',
  );
}

/** A pickle of a protocol. */
export function pickleOf(protocol: number, ...opcodes: (Buffer | string)[]): Buffer {
  const parts = [Buffer.from([0x80, protocol]), ...opcodes, '.'];
  return Buffer.concat(parts.map((each) => (Buffer.isBuffer(each) ? each : latin1(each))));
}

/** A string of Python 3. */
export function text(value: string): Buffer {
  return Buffer.concat([latin1('X'), int32(value.length), latin1(value)]);
}

/** Bytes as Python 3 writes them in protocol 2. */
export function encoded(bytes: Buffer): Buffer {
  const utf8 = Buffer.from(bytes.toString('latin1'));
  return Buffer.concat([
    global('_codecs', 'encode'),
    latin1('X'),
    int32(utf8.length),
    utf8,
    text('latin1'),
    latin1('\x86R'),
  ]);
}

export function uint64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
