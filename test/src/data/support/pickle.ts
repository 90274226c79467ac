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
  return Buffer.concat(['\x80\x02', ...opcodes, '.'].map((each) => (Buffer.isBuffer(each) ? each : latin1(each))));
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
