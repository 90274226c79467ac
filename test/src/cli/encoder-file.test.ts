import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors, readMetadata, type Tensors } from '@parallax/blobs';
import { readEncoderFile } from '@parallax/cli';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';

let folder: string;

const weight: Tensors = { weight: { dtype: 'F16', shape: [2], data: Uint16Array.of(1, 2) } };
const bias: Tensors = { bias: { dtype: 'F32', shape: [1], data: Float32Array.of(3) } };
const fileOf = { weight: 'model-00001-of-00002.safetensors', bias: 'model-00002-of-00002.safetensors' };

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallax-encoder-'));
  await writeFile(join(folder, fileOf.weight), encodeSafetensors(weight, { format: 'pt' }));
  await writeFile(join(folder, fileOf.bias), encodeSafetensors(bias, { format: 'pt' }));
});

test.after.always(() => rm(folder, { recursive: true, force: true }));

async function index(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('a file that is not there, and a folder, are said in words', async (t) => {
  await t.throwsAsync(readEncoderFile('nowhere.safetensors'), {
    message: /must be a file that can be read: it is not there$/,
  });
  await t.throwsAsync(readEncoderFile(tmpdir()), { message: /must be a file that can be read: it is a folder$/ });
});

test('a model in several files is put together by its index', async (t) => {
  const bytes = await readEncoderFile(await index('model.safetensors.index.json', { weight_map: fileOf }));
  t.deepEqual(decodeSafetensors(bytes), { ...weight, ...bias });
  t.deepEqual(readMetadata(bytes), { format: 'pt' });
});

const refused: [what: string, content: unknown, message: RegExp][] = [
  ['that is no JSON', '<html>', /must have a weight_map/],
  ['without a map', { metadata: {} }, /must have a weight_map/],
  ['whose map names no files', { weight_map: { weight: 3 } }, /must have a weight_map/],
  [
    'of a file that is missing',
    { weight_map: { weight: 'none.safetensors' } },
    /must be the index of files that are there/,
  ],
  [
    'of a file that lacks a tensor',
    { weight_map: { scale: fileOf.bias } },
    /model-00002-of-00002\.safetensors has no scale/,
  ],
  [
    'of a file outside its folder, though one of that name lies beside it',
    { weight_map: { root: '../../etc/passwd', weight: `../there/${fileOf.weight}` } },
    /must name files that lie beside it, and names "\.\.\/\.\.\/etc\/passwd"$/,
  ],
];

for (const [what, content, message] of refused) {
  test(`an index ${what} is refused`, async (t) => {
    const path = await index(`${what.replaceAll(' ', '-')}.safetensors.index.json`, content);
    const error = await t.throwsAsync(readEncoderFile(path), { instanceOf: ParallaxError, message });
    t.is(error?.metadata.field, 'file');
  });
}

test('one file of several says which index to give', async (t) => {
  const error = await t.throwsAsync(readEncoderFile(join(folder, fileOf.weight)), { instanceOf: ParallaxError });
  t.regex(error?.message ?? '', /is one of 2 files: give their index, .*\/model\.safetensors\.index\.json/);
});
