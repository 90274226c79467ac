import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeSafetensors } from '@parallax/blobs';
import { initialise } from '@parallax/learning';
import { notebook } from '@parallax/networks';
import test from 'ava';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { parallax } from '../cli/parallax.js';
import { picture } from '../support/picture.js';
import { startProcess, stopProcess } from './support/process.js';
import { type Services, servers, startServices } from './support/services.js';

let services: Services;
let folder: string;
let sha256: string;
let inline: ReturnType<typeof startProcess>;

test.before(async (t) => {
  t.timeout(300_000);
  services = await startServices({ services: servers });
  folder = await mkdtemp(join(tmpdir(), 'parallax-embed-'));
  const network = { ...notebook, conv: { ...notebook.conv, channels: [8, 8] }, head: { hidden: 8, outputs: 4 } };
  const state = initialise(network, 'INITIALISATION_HE', 3);
  const { key } = await services.store.put('elsewhere/encoder', encodeSafetensors(state));
  sha256 = (await services.embeddings.importEncoder({ key })).encoder?.blob?.sha256 as string;
  inline = startProcess(services.stack, 'embedding', 'inline');
  for (let seed = 0; seed < 150; seed++)
    await put(`${seed % 2 ? 'cats' : 'dogs'}/${seed}.png`, await picture(seed, 40, 30));
  await put('cats/broken.jpg', Buffer.from('no picture'));
  await put('notes.txt', Buffer.from('hello'));
});

test.after.always(async () => {
  if (inline) await stopProcess(inline);
  await services?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function put(name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
}

const embed = (...args: string[]) => parallax(['embed', '--encoder', sha256, ...args], { env: services.stack.env });

interface Row {
  name: string;
  label: string;
  h: number[];
}

test('a folder of any number of pictures is embedded into one file, whatever its format', async (t) => {
  t.timeout(240_000);
  const out = (ending: string) => join(tmpdir(), `parallax-embed-${process.pid}${ending}`);
  t.teardown(() => Promise.all(['.jsonl', '.npy', '.parquet', '.names.json'].map((each) => rm(out(each)))));
  for (const ending of ['.jsonl', '.npy', '.parquet']) {
    const { code, stderr } = await embed(folder, '--out', out(ending));
    t.is(code, 0, stderr);
    t.regex(stderr, /left out: cats\/broken\.jpg: .*must be a whole picture/);
  }
  const lines = (await readFile(out('.jsonl'), 'utf8')).trim().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as Row);
  t.is(rows.length, 150);
  t.deepEqual(
    rows.map(({ name }) => name),
    rows.map(({ name }) => name).toSorted(),
  );
  t.like(rows[0], { name: 'cats/1.png', label: 'cats' });

  const read = await parquetReadObjects({ file: await asyncBufferFromFile(out('.parquet')) });
  t.deepEqual(read, rows as never);

  const npy = await readFile(out('.npy'));
  const features = new Float32Array(Uint8Array.from(npy.subarray(128)).buffer);
  t.regex(npy.toString('latin1', 10, 128), /'shape': \(150, 512\)/);
  t.deepEqual(
    [...features],
    rows.flatMap(({ h }) => h.map(Math.fround)),
  );
  t.deepEqual(
    JSON.parse(await readFile(out('.names.json'), 'utf8')),
    rows.map(({ name }) => name),
  );

  const images = await Promise.all(rows.slice(0, 10).map(({ name }) => readFile(join(folder, name))));
  const { embeddings } = await services.embeddings.embed({ encoder: { sha256 }, images });
  for (const [at, { h }] of embeddings.entries()) {
    const apart = h.map((value, index) => Math.abs(value - (rows[at]?.h[index] ?? 0)));
    t.true(Math.max(...apart) <= 1e-5 * Math.max(...h), 'the service brings a picture to size as the command does');
  }
});

test('a bad picture fails the command only where that is asked for, and a folder without pictures always', async (t) => {
  t.timeout(120_000);
  const files = [join(folder, 'cats/1.png'), join(folder, 'cats/broken.jpg')];
  const lenient = await embed(...files);
  t.is(lenient.code, 0, lenient.stderr);
  t.regex(lenient.stdout, /cats\/1\.png +512 /);
  const strict = await embed(...files, '--strict');
  t.is(strict.code, 1);
  t.regex(strict.stderr, /1 pictures? could not be read$/m);
  await mkdir(join(folder, '.linked'));
  await symlink('../cats/1.png', join(folder, '.linked/link.png'));
  const linked = await embed(join(folder, '.linked'), ...files, '--strict');
  t.is(linked.code, 1);
  t.regex(linked.stderr, /^parallax: 1 picture could not be read, and 1 link not followed$/m);
  await put('.hidden/inside.png', await picture(1000, 40, 30));
  const hidden = await embed(join(folder, '.hidden/inside.png'), join(folder, 'notes.txt'));
  t.regex(hidden.stdout, /\.hidden\/inside\.png +512 /, 'a file that is named is taken, wherever it lies');
  const archive = join(folder, '.hidden/broken.zip');
  await put('.hidden/broken.zip', Buffer.from('PK\x03\x04 and no more'));
  const beside = await embed(...files, archive, join(folder, 'notes.txt'));
  t.is(beside.code, 0, beside.stderr);
  t.regex(beside.stdout, /cats\/1\.png +512 /, 'a broken archive ends no other');
  t.regex(beside.stderr, /^left out: .*broken\.zip: must hold whole archives, but .*broken\.zip is none/m);
  t.regex(beside.stderr, /^1 file no picture$/m);
  const broken = await embed(join(folder, 'cats/broken.jpg'), join(folder, 'notes.txt'));
  t.not(broken.code, 0);
  t.regex(broken.stderr, /nothing was embedded: 1 picture could not be read, and 1 file no picture/);
  const nowhere = await embed(join(folder, 'nowhere'));
  t.regex(nowhere.stderr, /must be a file or a folder that is there/);
  const ofJob = await embed(...files, '--split', 'train');
  t.regex(ofJob.stderr, /^parallax: --split is "train": it is for a dataset/m);
  const ofPaths = await embed('--out', 'vectors.npy');
  t.regex(ofPaths.stderr, /^parallax: --out is "vectors\.npy": it is for pictures of this machine/m);
  const named = await embed(...files, '--out', 'vectors.csv');
  t.regex(named.stderr, /--out is .*vectors\.csv.*: it must end with \.jsonl, \.npy, \.parquet/);
});

test('encoders are listed and shown with what they expect, and exported by their sha256', async (t) => {
  t.timeout(120_000);
  const run = (...args: string[]) => parallax(['encoders', ...args], { env: services.stack.env });
  t.true((await run('list')).stdout.includes(sha256));
  const shown = await run('show', sha256);
  t.regex(
    shown.stdout,
    /images +32×32, crop; trained in float32\npixels +mean 0\.5, 0\.5, 0\.5; .*\(assumed: its file says nothing\)/,
  );
  const out = join(folder, 'exported.safetensors');
  const exported = await run('export', sha256, '--out', out);
  t.is(exported.code, 0, exported.stderr);
  t.regex(exported.stdout, /^ {4}scale = 32 \/ min\(picture\.size\)$/m);
  const said = await run('import', out, '--mean', '0.4,0.5,0.6', '--standard-deviation', '0.2,0.2,0.2', '--json');
  const { encoder } = JSON.parse(said.stdout) as { encoder: { normalisation: object; assumed?: boolean } };
  t.like(encoder, { normalisation: { mean: [0.4, 0.5, 0.6], standardDeviation: [0.2, 0.2, 0.2] } });
  t.falsy(encoder.assumed);
  t.regex(
    (await run('import', out, '--mean', '0.4,0.5,0.6')).stderr,
    /--standard-deviation .*must be given with the other half/,
  );
  t.regex((await run('show', 'probe-0123456789abcdef')).stderr, /must be a training, an embedding or the sha256/);
});
