import { readFileSync } from 'node:fs';
import { type BlobStore, encodeSafetensors, type Tensor, type Tensors } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { initialise } from '@parallax/learning';
import type { StateTensor, Unchecked } from '@parallax/networks';
import test from 'ava';
import { invalid, missing } from '../support/errors.js';
import { type EmbeddingServer, smallEncoder, startEmbeddingServer, uploadTo } from './support/embedding-server.js';

let server: EmbeddingServer;
let embeddings: EmbeddingServer['embeddings'];
let store: EmbeddingServer['store'];

test.before(async (t) => {
  t.timeout(300_000);
  server = await startEmbeddingServer();
  ({ embeddings, store } = server);
});

test.after.always(() => server?.stop());

const upload = (bytes: Uint8Array) => uploadTo(server, bytes);

test('a state dict that was uploaded becomes an encoder by its sha256, and the upload is left to be collected', async (t) => {
  const key = await upload(encodeSafetensors(smallEncoder(1)));
  const { encoder } = await embeddings.importEncoder({ key });
  t.like(encoder, { parameters: 1392, features: 1024, projections: 16 });
  t.like(encoder?.network?.conv, { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' });
  const { sha256, key: place } = encoder?.blob ?? {};
  t.is(place, `encoders/${sha256}.safetensors`);
  t.truthy(await store.stat(key));
});

test('an encoder that is exported and imported again is the same to its sha256, whatever order it came in', async (t) => {
  const first = await embeddings.importEncoder({ key: await upload(encodeSafetensors(smallEncoder(2))) });
  const exported = await store.get(first.encoder?.blob as Parameters<BlobStore['get']>[0]);
  const again = await embeddings.importEncoder({ key: await upload(exported) });
  t.deepEqual(again.encoder, first.encoder);
  const backwards = Object.fromEntries(Object.entries(smallEncoder(2)).reverse());
  const third = await embeddings.importEncoder({ key: await upload(encodeSafetensors(backwards, { format: 'pt' })) });
  t.is(third.encoder?.blob?.sha256, first.encoder?.blob?.sha256);
});

const spoilt: [what: string, bytes: () => Uint8Array, message: RegExp][] = [
  [
    'few bytes',
    () => Buffer.from('abc'),
    /^key is "uploads\/[^"]*": it must name a whole safetensors file, and this is none: 3 bytes are too few .*length$/,
  ],
  [
    'a truncated header',
    () => whole().subarray(0, 100),
    /the file is cut off: a header of \d+ bytes in a file of 100$/,
  ],
  ['truncated data', () => whole().subarray(0, -4), /the file is cut off: tensors end at byte \d+ of a file of \d+/],
  ['a header of absurd length', () => Buffer.alloc(64, 0xff), /over the limit of 1048576/],
  ['a header that is no JSON', () => whole().fill(0x2c, 20, 40), /the header is no JSON/],
  ['no tensors', () => encodeSafetensors({}), / but encoder\.encoder\.0\.weight is "missing"/],
  [
    'a tensor missing',
    () => changed((tensors) => delete tensors['encoder.encoder.3.bias']),
    / but encoder\.encoder\.3\.bias is "missing": it must be F32 \[16\]/,
  ],
  [
    'a misshapen tensor',
    () => changed((tensors) => Object.assign(tensors['encoder.encoder.3.weight'] as object, { shape: [16, 8, 9, 1] })),
    / but encoder\.encoder\.3\.weight is "F32 \[16, 8, 9, 1\]": it must be F32 \[16, 8, 3, 3\]/,
  ],
  [
    'a tensor with a NaN',
    () =>
      changed((tensors) => {
        (tensors['projection_head.projection_head.2.bias'] as { data: Float32Array }).data[3] = Number.NaN;
      }),
    / but projection_head\.projection_head\.2\.bias\[3\] is NaN: it must be finite/,
  ],
  [
    'a network for other images',
    () =>
      encodeSafetensors(
        initialise(
          { size: 8, conv: { channels: [8], globalPooling: 'GLOBAL_POOLING_NONE' }, head: { hidden: 4, outputs: 4 } },
          'INITIALISATION_HE',
          0,
        ),
      ),
    / but image size is 8: it must be a multiple of 16 from 16 to 512/,
  ],
];

function whole(): Buffer {
  return Buffer.from(encodeSafetensors(smallEncoder(0)));
}

function changed(change: (tensors: Unchecked) => unknown): Uint8Array {
  const tensors: Unchecked = smallEncoder(0);
  change(tensors);
  return encodeSafetensors(tensors as Tensors);
}

for (const [what, bytes, message] of spoilt) {
  test(`an upload with ${what} is refused, stays where it is, and the server goes on`, async (t) => {
    const key = await upload(bytes());
    const error = await t.throwsAsync(embeddings.importEncoder({ key }), { instanceOf: ParallaxError });
    t.like(error, invalid('key', key));
    t.regex(error?.message ?? '', message);
    t.truthy(await store.stat(key));
    t.truthy((await embeddings.createUpload({})).key);
  });
}

test('what is to be imported must be there', async (t) => {
  const none = await t.throwsAsync(embeddings.importEncoder({}), { instanceOf: ParallaxError });
  t.like(none, invalid('key', ''));
  const key = 'uploads/none';
  const error = await t.throwsAsync(embeddings.importEncoder({ key }), { instanceOf: ParallaxError });
  t.like(error, missing('object', key));
});

test('a key that no object can have is refused by name', async (t) => {
  for (const key of ['..', '../../x', '/', 'a//b', 'a\0b', 'x'.repeat(2000), '語'.repeat(1000)]) {
    const error = await t.throwsAsync(embeddings.importEncoder({ key }), { instanceOf: ParallaxError });
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'key' } });
  }
});

test('what is too large to be an encoder is refused by its size alone', async (t) => {
  t.timeout(60_000);
  const halves = 100 * 1024 ** 2;
  const key = await upload(encodeSafetensors({ x: { dtype: 'BF16', shape: [halves], data: new Uint16Array(halves) } }));
  const error = await t.throwsAsync(embeddings.importEncoder({ key }), { instanceOf: ParallaxError });
  t.like(error, invalid('key', key));
  t.regex(error?.message ?? '', /at most 536870912 bytes in memory, as a file and as float32, and takes 629145\d{3}$/);
});

test.serial('what is imported at once fits into a server, whose memory stays within its limit', async (t) => {
  t.timeout(120_000);
  // As many bytes as `vit_base` has.
  const size = 325 * 1024 ** 2;
  const key = await upload(encodeSafetensors({ x: { dtype: 'U8', shape: [size], data: new Uint8Array(size) } }));
  const imports = Array.from({ length: 8 }, () => embeddings.importEncoder({ key }));
  const ends = await Promise.allSettled(imports);
  const reasons = ends.map((end) => end.status === 'rejected' && (end.reason as ParallaxError).reason);
  t.deepEqual(
    [...new Set(reasons)].filter((reason) => reason !== 'OVERLOADED' && reason !== 'INVALID_FIELD'),
    [],
  );
  t.true(reasons.includes('INVALID_FIELD'));
  for (let time = 0; time < 3; time++) {
    t.like(await t.throwsAsync(embeddings.importEncoder({ key })), invalid('key', key));
  }
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))?.[1];
  t.true(Number(peak) < 1024 ** 2, `${peak} kB`);
});

const foreign: [what: string, bytes: string | Buffer, message: RegExp][] = [
  [
    'a pointer of Git LFS',
    'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
    /is a pointer of Git LFS.*git lfs pull/,
  ],
  ['a web page', '<!DOCTYPE html><html>', /is a web page: download the file itself/],
  ['a PyTorch checkpoint', Buffer.from('504b0304140000', 'hex'), /is a PyTorch checkpoint.*save it as safetensors/],
  ['an old PyTorch checkpoint', Buffer.from('80028a0a6cfc', 'hex'), /is a pickle.*save it as safetensors/],
  ['the index of several files', '{"metadata": {}, "weight_map": {}}', /is the index of a model in several files/],
  ['other JSON', '{\n  "model_type": "vit", "hidden_size": 768}', /is JSON, and no tensors: only a PyTorch state_dict/],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /is a picture: `parallax embed` takes/],
  ['a file of another kind', 'a shopping list, with milk and bread', /this is none: it does not begin as one/],
  ['an empty file', '', /is empty/],
];

for (const [what, bytes, message] of foreign) {
  test(`${what} is told from an encoder, with what to do about it`, async (t) => {
    const error = await t.throwsAsync(embeddings.importEncoder({ key: await upload(Buffer.from(bytes)) }), {
      instanceOf: ParallaxError,
      message,
    });
    t.is(error?.reason, 'INVALID_FIELD');
  });
}

/** The upper halves of float32, as bfloat16 has them. */
function toBfloat16({ data, shape }: StateTensor): Tensor<'BF16'> {
  const bits = Uint16Array.from(new Uint32Array(data.buffer, data.byteOffset, data.length), (value) => value >>> 16);
  return { dtype: 'BF16', shape, data: bits };
}

test('an encoder is taken as people have it: wrapped, in another type, with counters beside it', async (t) => {
  const whole = smallEncoder(11);
  const counter: Tensor<'I64'> = { dtype: 'I64', shape: [], data: new BigInt64Array([7n]) };
  const wrapped = Object.entries(whole).map(([name, tensor]) => [
    `module._orig_mod.online_network.${name}`,
    toBfloat16(tensor),
  ]);
  const tensors = {
    ...Object.fromEntries(wrapped),
    ...Object.fromEntries(
      [1, 2, 3].map((at) => [`module._orig_mod.online_network.bn${at}.num_batches_tracked`, counter]),
    ),
    'module._orig_mod.online_network.fc.weight': counter,
  };
  const key = await upload(encodeSafetensors(tensors));
  const normalisation = { mean: [0.4, 0.5, 0.6], standardDeviation: [0.2, 0.3, 0.4] };
  const { encoder, notes } = await embeddings.importEncoder({ key, normalisation, fit: 'squeeze', licence: 'MIT' });
  t.deepEqual(notes, [
    'the prefix module._orig_mod.online_network. of all names: taken off',
    '3 × num_batches_tracked, fc.weight: no part of the encoder, left out',
    '8 tensors of BF16: converted to F32',
    'its file says no size of images: 32×32 without a global pooling is guessed from its head, which takes 1024 features; where a global pooling comes behind its blocks, say both (--size 64 --global-pooling average)',
  ]);
  t.like(encoder, { size: 32, fit: 'squeeze', normalisation, licence: 'MIT', assumed: false });
  const { encoder: found } = await embeddings.getEncoder({ encoder: { sha256: encoder?.blob?.sha256 as string } });
  t.is(found?.tensorsSha256, encoder?.tensorsSha256);
  t.like(found, { fit: 'squeeze', normalisation });
  const { encoders } = await embeddings.listEncoders({ pageSize: 1000 });
  t.true(encoders.some(({ blob }) => blob?.sha256 === encoder?.blob?.sha256));
  const first = await embeddings.listEncoders({ pageSize: 1 });
  t.is(first.encoders.length, 1);
  t.true(encoders.length < 2 || first.nextPageToken !== '');
});

test('an encoder without a word about its pictures is taken with what is assumed, and that is said', async (t) => {
  const key = await upload(encodeSafetensors(smallEncoder(12)));
  const { encoder } = await embeddings.importEncoder({ key });
  t.like(encoder, { assumed: true, normalisation: { mean: [0.5, 0.5, 0.5] }, fit: 'crop' });
  const wrong = embeddings.importEncoder({ key, normalisation: { mean: [2, 0, 0], standardDeviation: [1, 1, 1] } });
  t.like(await t.throwsAsync(wrong, { instanceOf: ParallaxError }), { reason: 'INVALID_FIELD' });
  const large = embeddings.importEncoder({ key, size: 64 });
  const error = await t.throwsAsync(large, { instanceOf: ParallaxError });
  t.like(error, invalid('key', key));
  t.regex(error?.message ?? '', /metadata\.image_size is 64: it must be 32.*--global-pooling average --size 96/);
  const other = embeddings.importEncoder({ key, network: { resnet18: {} } });
  await t.throwsAsync(other, {
    message:
      /but conv1\.weight is "missing".*; these are the names of conv, and not of resnet18: leave network out, or say conv/,
  });
  t.notRegex(error?.message ?? '', /several files/);
  // As a global pooling leaves it: as many inputs of the head as channels.
  const pooled = {
    ...smallEncoder(12),
    'projection_head.projection_head.0.weight': { dtype: 'F32' as const, shape: [32, 16], data: new Float32Array(512) },
  };
  const unsaid = embeddings.importEncoder({ key: await upload(encodeSafetensors(pooled)) });
  await t.throwsAsync(unsaid, { message: /image size is 4: .*--global-pooling average --size 96/ });
});

test('what is said of an encoder stays with it, though its normalisation is not known', async (t) => {
  const key = await upload(encodeSafetensors(smallEncoder(13)));
  const { encoder } = await embeddings.importEncoder({ key, fit: 'squeeze', licence: 'CC0', origin: 'a shelf' });
  const said = { assumed: true, fit: 'squeeze', licence: 'CC0', origin: 'a shelf' };
  t.like(encoder, said);
  const { encoder: found } = await embeddings.getEncoder({ encoder: { sha256: encoder?.blob?.sha256 as string } });
  t.like(found, said);
});

test('a header whose length begins as a pickle does is still one of safetensors', async (t) => {
  let bytes = encodeSafetensors(smallEncoder(14));
  // Protocols 2 to 5.
  for (let more = 1; !/^800[2-5]/.test(Buffer.from(bytes.subarray(0, 2)).toString('hex')) && more < 2000; more++) {
    bytes = encodeSafetensors(smallEncoder(14), { note: 'x'.repeat(more) });
  }
  t.is(bytes[0], 0x80);
  t.truthy((await embeddings.importEncoder({ key: await upload(bytes) })).encoder);
});
