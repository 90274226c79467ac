import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobRef, BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { setUp } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { pythonBatch } from '../data/support/pickle.js';
import { batches, binaryBatch } from '../data/support/release.js';
import { invalid, missing } from '../support/errors.js';
import { Bench, type Replica, sha256 } from './support/bench.js';

const digest = '80387ddb9a0edf3fc4a964ee3770296169bb26a651050df20035579673099660';

let bench: Bench;
let folder: string;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallax-data-'));
  const { cifar10 = '' } = await setUp({ parts: ['cifar10'] });
  await symlink(cifar10, join(folder, 'link'));
  bench = await Bench.open({ PARALLAX_DATA: folder });
});

test.after.always(async () => {
  await bench?.close();
  await rm(folder, { recursive: true, force: true });
});

let buckets = 0;

/** A service over a bucket of its own. */
function serveEmpty(env: NodeJS.ProcessEnv = {}): Promise<Replica> {
  return bench.serve({ PARALLAX_BUCKET: `datasets-${++buckets}`, ...env });
}

async function failing(t: ExecutionContext, call: Promise<unknown>): Promise<ParallaxError> {
  return (await t.throwsAsync(call, { instanceOf: ParallaxError })) as ParallaxError;
}

test.serial('CIFAR-10 is imported from what set-up left, once', async (t) => {
  const { cifar10: PARALLAX_DATA } = await setUp({ parts: ['cifar10'] });
  const { client } = await serveEmpty({ PARALLAX_DATA });
  const missing = await failing(t, client.getDataset({ name: 'cifar10' }));
  t.is(missing.reason, 'NOT_FOUND');
  t.regex(missing.message, /StartImport .* brings one here/);
  t.deepEqual((await client.listDatasets({})).datasets, []);

  const { dataset } = await client.importDataset({ name: 'cifar10' });
  t.like(dataset, { name: 'cifar10', sha256: digest, height: 32, width: 32 });
  t.is(dataset?.classes[3], 'cat');
  t.deepEqual(
    dataset?.splits.map(({ name, count, shards }) => [
      name,
      count,
      shards.map(({ images }) => images?.tensors[0]?.shape),
    ]),
    [
      [
        'train',
        50_000,
        [
          [21_845, 32, 32, 3],
          [21_845, 32, 32, 3],
          [6_310, 32, 32, 3],
        ],
      ],
      ['test', 10_000, [[10_000, 32, 32, 3]]],
    ],
  );
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value, (key, inner) => (key === 'url' ? '' : inner)));
  t.deepEqual(plain((await client.importDataset({ name: 'cifar10' })).dataset), plain(dataset));
  t.deepEqual(plain((await client.getDataset({ name: 'cifar10' })).dataset), plain(dataset));
  t.deepEqual(plain((await client.listDatasets({ pageSize: 1 })).datasets), [plain(dataset)]);
  t.deepEqual((await client.listDatasets({ pageToken: 'cifar10' })).datasets, []);

  const labels = dataset?.splits[1]?.labels;
  const response = await fetch(String(labels?.url));
  t.is(sha256(new Uint8Array(await response.arrayBuffer())), String(labels?.sha256));
});

test.serial('CIFAR-10 is imported from its original binary files in a folder', async (t) => {
  for (const [name, bytes] of await batches(binaryBatch, '.bin')) await writeFile(join(folder, name), bytes);
  const { client } = await serveEmpty();
  t.is((await client.importDataset({ name: 'cifar10', folder: '.' })).dataset?.sha256, digest);
  t.is((await client.importDataset({ name: 'cifar10', folder })).dataset?.sha256, digest);
});

test.serial('CIFAR-10 is imported from its original Python files below a prefix of the bucket', async (t) => {
  for (const [name, bytes] of await batches(pythonBatch, '')) await bench.store.put(`uploads/cifar/${name}`, bytes);
  const { client } = await bench.serve();
  t.is((await client.importDataset({ name: 'cifar10', prefix: 'uploads/cifar/' })).dataset?.sha256, digest);
});

const refusals: [what: string, request: object, expected: object, message?: RegExp][] = [
  ['no name', {}, invalid('name', ''), /must be one of cifar10/],
  ['an unknown name', { name: 'imagenet' }, missing('dataset', 'imagenet'), /what can be imported is cifar10/],
  ['a folder above', { name: 'cifar10', folder: '..' }, invalid('folder', '..'), /PARALLAX_DATA/],
  ['a folder elsewhere', { name: 'cifar10', folder: '/etc' }, invalid('folder', '/etc')],
  ['a folder beside', { name: 'cifar10', folder: '../parallax-data' }, invalid('folder', '../parallax-data')],
  ['a link that leads out', { name: 'cifar10', folder: 'link' }, invalid('folder', 'link')],
  ['a folder that is not there', { name: 'cifar10', folder: 'nothing' }, invalid('folder', 'nothing')],
  ['an empty prefix', { name: 'cifar10', prefix: '' }, invalid('prefix', '')],
  [
    'a prefix with nothing below',
    { name: 'cifar10', prefix: 'none' },
    invalid('prefix', 'none'),
    /it must hold CIFAR-10/,
  ],
];

for (const [what, request, expected, message = /./] of refusals) {
  test.serial(`ImportDataset refuses ${what}`, async (t) => {
    const { client } = await serveEmpty();
    const error = await failing(t, client.importDataset(request));
    t.like(error, expected);
    t.regex(error.message, message);
  });
}

test.serial(
  'a server whose PARALLAX_DATA is no folder that is there does not start, and names the setting',
  async (t) => {
    for (const PARALLAX_DATA of ['/nowhere', '/etc/hostname']) {
      const error = await failing(t, serveEmpty({ PARALLAX_DATA }));
      t.like(error, invalid('PARALLAX_DATA', PARALLAX_DATA));
    }
  },
);

test.serial('without PARALLAX_DATA no folder can be imported, and the sentence says so', async (t) => {
  const { client } = await serveEmpty({ PARALLAX_DATA: '' });
  const error = await failing(t, client.importDataset({ name: 'cifar10', folder: '.' }));
  t.like(error, invalid('folder', '.'));
  t.regex(error.message, /it needs PARALLAX_DATA/);
  t.like(await failing(t, client.importDataset({ name: 'cifar10' })), invalid('PARALLAX_DATA', ''));
});

test.serial(
  'a dataset whose blob was damaged is DATA_LOSS by bucket and key, and importing it again mends it',
  async (t) => {
    const { cifar10 = '' } = await setUp({ parts: ['cifar10'] });
    const replica = await bench.serve({ PARALLAX_DATA: cifar10 });
    const { dataset } = await replica.client.importDataset({ name: 'cifar10' });
    const images = dataset?.splits[1]?.shards[0]?.images;
    await fetch(await bench.store.presignedPut(images?.key ?? ''), {
      method: 'PUT',
      body: Buffer.alloc(images?.size ?? 0),
    });
    const fresh = await bench.serve({ PARALLAX_DATA: cifar10 });
    const augment = () =>
      fresh.client.augment({ split: 'test', recipe: { name: 'notebook' }, order: 'ORDER_DATASET', start: 0, end: 1 });
    const error = await failing(t, augment());
    t.is(error.status, 'DATA_LOSS');
    t.like(error.metadata, { bucket: bench.store.bucket, key: images?.key });
    await fresh.client.importDataset({ name: 'cifar10' });
    await t.notThrowsAsync(augment());
  },
);

/** The JSON at a key, changed. */
async function rewrite(store: BlobStore, key: string, change: (value: Record<string, unknown>) => object) {
  const value = JSON.parse(Buffer.from(await store.get((await store.stat(key)) as BlobRef)).toString());
  await store.put(key, Buffer.from(JSON.stringify(change(value))));
}

test.serial('a record or a name of a later version is refused with the way out', async (t) => {
  const { cifar10 = '' } = await setUp({ parts: ['cifar10'] });
  const env = { PARALLAX_DATA: cifar10, PARALLAX_BUCKET: 'datasets-versions' };
  const { client } = await bench.serve(env);
  const { dataset } = await client.importDataset({ name: 'cifar10' });
  const store = await BlobStore.open(new Settings({ ...bench.env, ...env }));
  for (const key of ['datasets/names/cifar10.json', `datasets/records/${dataset?.digest}.json`]) {
    await rewrite(store, key, (value) => ({ ...value, version: 3 }));
    const fresh = await bench.serve(env);
    const error = await failing(t, fresh.client.getDataset({ name: 'cifar10' }));
    t.is(error.reason, 'UNSUPPORTED_VERSION');
    t.like(error.metadata, { kind: 'dataset', name: key, version: '3' });
    t.regex(error.message, /^[^\n]* is of version 3, .* up to version 2: upgrade it, or import .* again$/);
    await fresh.client.importDataset({ name: 'cifar10', folder: cifar10 });
    t.is((await fresh.client.getDataset({ name: 'cifar10' })).dataset?.sha256, digest);
    await store.put(key, Buffer.from('{"name": '));
    // The other remembers the record.
    const other = await bench.serve(env);
    t.is((await failing(t, other.client.getDataset({ name: 'cifar10' }))).reason, 'BLOB_CORRUPT');
    await other.client.importDataset({ name: 'cifar10', folder: cifar10 });
    t.is((await other.client.getDataset({ name: 'cifar10' })).dataset?.sha256, digest);
  }
});

test.serial('a dataset of versions 0 and 1 is given a record of today, and its images are read', async (t) => {
  const { cifar10 = '' } = await setUp({ parts: ['cifar10'] });
  const images = { dtype: 'U8' as const, shape: [2, 1, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const labels = { dtype: 'U8' as const, shape: [2], data: Uint8Array.of(1, 0) };
  for (const version of [undefined, 1]) {
    const env = { PARALLAX_DATA: cifar10, PARALLAX_BUCKET: `datasets-version-${version ?? 0}` };
    const { client } = await bench.serve(env);
    const store = await BlobStore.open(new Settings({ ...bench.env, ...env }));
    const split = {
      count: 2,
      images: await store.putTensors('datasets/cifar10', { images }),
      labels: await store.putTensors('datasets/cifar10', { labels }),
    };
    const facts = { name: 'cifar10', sha256: 'a'.repeat(64), height: 1, width: 1, classes: ['x', 'y'] };
    const record = { version, ...facts, splits: { train: split, test: split } };
    await store.put('datasets/cifar10/dataset.json', Buffer.from(JSON.stringify(record)));
    const { datasets } = await client.listDatasets({});
    t.like(datasets[0], facts);
    t.is(datasets[0]?.splits[1]?.shards[0]?.images?.sha256, split.images.sha256);
    const request = { split: 'train', recipe: { name: 'identity' }, order: 'ORDER_DATASET', start: 1, end: 2 } as const;
    const { blob } = await client.augment(request);
    const { views } = await store.getTensors(blob as BlobRef);
    t.deepEqual(views?.data, Uint8Array.of(4, 5, 6));
  }
});

test.serial('paging refuses a negative size', async (t) => {
  const { client } = await serveEmpty();
  t.regex((await failing(t, client.listDatasets({ pageSize: -1 }))).message, /^page_size is -1/);
});
