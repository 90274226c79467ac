import { decodeSafetensors, encodeSafetensors, readMetadata, readTensorInfos, type Tensors } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';

const tensors: Tensors = {
  labels: { dtype: 'U8', shape: [3], data: Uint8Array.of(7, 8, 9) },
  weight: { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, -0) },
  step: { dtype: 'I64', shape: [], data: BigInt64Array.of(12n) },
  none: { dtype: 'F16', shape: [0, 4], data: new Uint16Array(0) },
};

/** A file with this header and so many bytes of data. */
function file(header: unknown, dataLength = 0): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([prefix, json, Buffer.alloc(dataLength)]);
}

test('tensors and metadata come back as they were', (t) => {
  const bytes = encodeSafetensors(tensors, { format: 'pt' });
  t.deepEqual(decodeSafetensors(bytes), tensors);
  t.deepEqual(readMetadata(bytes), { format: 'pt' });
  t.is(readTensorInfos(bytes).length, 4);
});

test('the same tensors give the same bytes, in whatever order they are named', (t) => {
  const reversed = Object.fromEntries(Object.entries(tensors).reverse());
  t.deepEqual(encodeSafetensors(reversed, { a: '1', b: '2' }), encodeSafetensors(tensors, { b: '2', a: '1' }));
});

test('the bytes are those that the format gives', (t) => {
  const bytes = encodeSafetensors({ x: { dtype: 'U8', shape: [2], data: Uint8Array.of(5, 6) } });
  const json = '{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}'.padEnd(56);
  t.is(Buffer.from(bytes).toString('latin1'), `\x38\0\0\0\0\0\0\0${json}\x05\x06`);
});

test('tensors are views of the file where memory allows it, copies where not', (t) => {
  const bytes = Uint8Array.from(encodeSafetensors(tensors));
  t.is(decodeSafetensors(bytes).weight?.data.buffer, bytes.buffer);
  const shifted = new Uint8Array(bytes.length + 1).subarray(1);
  shifted.set(bytes);
  const decoded = decodeSafetensors(shifted);
  t.not(decoded.weight?.data.buffer, shifted.buffer);
  t.deepEqual(decoded, tensors);
});

test('a tensor with a name of the language itself is a tensor like any other', (t) => {
  const entry = '{"dtype":"U8","shape":[1],"data_offsets":[0,1]}';
  t.deepEqual(Object.keys(decodeSafetensors(file(`{"__proto__":${entry}}`, 1))), ['__proto__']);
});

test('data that does not fit its dtype and shape is refused', (t) => {
  const refused = (tensor: Tensors[string], pattern: RegExp) => {
    const error = t.throws(() => encodeSafetensors({ x: tensor }), { instanceOf: ParallaxError, message: pattern });
    t.is(error?.reason, 'INVALID_FIELD');
  };
  refused(
    { dtype: 'F32', shape: [3], data: new Float32Array(2) },
    /tensors\.x .*Float32Array\(2\).* F32 \[3\], 3 elements/,
  );
  refused({ dtype: 'F32', shape: [2], data: new Uint8Array(2) }, /Uint8Array\(2\)/);
});

test('as many tensors as may be, with values of any shape that fits, are read', (t) => {
  t.is(readTensorInfos(file(`{${many(10_000)}}`)).length, 10_000);
  t.is(readTensorInfos(file({ x: f32(0, 4, Array(64).fill(1)) }, 4))[0]?.shape.length, 64);
  t.is(readTensorInfos(file({ ['x'.repeat(256)]: f32(0, 4) }, 4)).length, 1);
  // A key may stand in a value, and a bracket in a name.
  const metadata = { 'x[{"': '{"x":1,"x":2}', y: '\\"' };
  t.deepEqual(readMetadata(file({ __metadata__: metadata, 'x[': f32(0, 4) }, 4)), metadata);
});

const f32 = (begin: number, end: number, shape = [1]) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });

const json = JSON.stringify;

/** Tensors without elements. */
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `"${index}":${json(f32(0, 0, [0]))}`).join();

const broken: Record<string, [bytes: Uint8Array, pattern: RegExp]> = {
  'is empty': [new Uint8Array(0), /0 bytes are too few/],
  'ends within the header': [encodeSafetensors(tensors).subarray(0, 40), /a header of \d+ bytes in a file of 40/],
  'ends within the data': [encodeSafetensors(tensors).subarray(0, -1), /tensors end at byte \d+ of a file of \d+/],
  'has a header over the limit': [Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0), /4294967296 bytes is over the limit/],
  'has a header that is no JSON': [file('{"x":'), /no JSON/],
  'has a header that is no UTF-8': [Buffer.concat([file('{"'), Uint8Array.of(0xff)]), /no JSON/],
  'has a header that is no object': [file([]), /does not begin with \{/],
  'has metadata that is no map of strings': [file({ __metadata__: { a: 1 } }), /__metadata__/],
  'has an unknown dtype': [file({ x: { dtype: 'F31', shape: [1], data_offsets: [0, 4] } }, 4), /x .*unknown dtype F31/],
  'has an entry that is none': [file({ x: null }), /x .*unknown dtype undefined/],
  'has a negative size': [file({ x: f32(0, 4, [-1]) }, 4), /x has the shape \[-1\]/],
  'has a shape too large to count': [file({ x: f32(0, 4, [2 ** 40, 2 ** 40]) }, 4), /x is F32/],
  'has bytes that are not its shape': [file({ x: f32(0, 4, [2]) }, 4), /x is F32 \[2\], 8 bytes, but has 4/],
  'has offsets that run backwards': [file({ x: f32(4, 0, [0]) }, 4), /x is F32 \[0\], 0 bytes, but has -4/],
  'has offsets that are none': [file({ x: { dtype: 'U8', shape: [1], data_offsets: [0] } }, 1), /data_offsets \[0\]/],
  'has a hole before a tensor': [file({ x: f32(4, 8) }, 8), /x begins at byte 4 of the data, not at 0/],
  'has a hole between tensors': [file({ x: f32(0, 4), y: f32(8, 12) }, 12), /y begins at byte 8 of the data, not at 4/],
  'has tensors that overlap': [file({ x: f32(0, 8, [2]), y: f32(4, 12, [2]) }, 12), /y begins at byte 4/],
  'has data that no tensor owns': [file({ x: f32(0, 4) }, 8), /tensors end at byte/],
  'has metadata that is a list': [file({ __metadata__: ['a'] }), /__metadata__/],
  'has a tensor twice': [file(`{"x":${json(f32(0, 4))},"x":${json(f32(4, 8))}}`, 8), /the header has x twice/],
  'has a tensor twice, once in other letters': [
    file(`{"x":${json(f32(0, 4))},"\\u0078" :${json(f32(4, 8))}}`, 8),
    /x twice/,
  ],
  'has metadata twice': [file('{"__metadata__":{},"__metadata__":{}}'), /__metadata__ twice/],
  'has a size twice': [file('{"x":{"dtype":"U8","shape":[1],"shape":[2],"data_offsets":[0,2]}}', 2), /shape twice/],
  'has lists in lists': [file({ x: { dtype: 'U8', shape: [[1]], data_offsets: [0, 1] } }, 1), /more than 3 levels/],
  'has more metadata than can be': [
    file(`{"__metadata__": {${Array.from({ length: 1001 }, (_, at) => `"k${at}": ""`).join()}}}`),
    /an object of over 1000 entries/,
  ],
  'has more tensors than can be': [file(`{${many(10_001)}}`), /10001 tensors are over the limit of 10000/],
  'has a name without end': [file({ ['x'.repeat(300)]: f32(0, 4) }, 4), /a name of 300 characters/],
  'has more axes than any tensor': [file({ x: f32(0, 4, Array(65).fill(1)) }, 4), /x has the shape \[1,1/],
  'has a shape that overflows to nothing': [file({ x: f32(0, 0, [2 ** 52, 2 ** 52]) }), /more than can be counted/],
  'begins as another kind of file does': [
    Buffer.from('{"weight": [1, 2, 3]}'),
    /no whole safetensors file: it does not begin as one, for a header of \d+ bytes is over the limit/,
  ],
  'has a header larger than can be': [
    file(`{"__metadata__":{"x":"${'x'.repeat(2 ** 20)}"}}`),
    /no whole safetensors file: a header of 10486\d\d bytes is over the limit of 1048576$/,
  ],
  'has a header of half a million lists': [file(`{"x":${'['.repeat(500_000)}${']'.repeat(500_000)}}`), /levels/],
  'has a header of half a million quotes': [file(`{"x":"${'\\"'.repeat(500_000)}`), /no JSON/],
};

for (const [what, [bytes, pattern]] of Object.entries(broken)) {
  test(`a file is refused that ${what}`, (t) => {
    const began = performance.now();
    const error = t.throws(() => decodeSafetensors(bytes), { instanceOf: ParallaxError, message: pattern });
    t.is(error?.reason, 'BLOB_CORRUPT');
    t.true(performance.now() - began < 2_000);
    t.true((error?.message.length ?? 0) < 1_000);
  });
}
