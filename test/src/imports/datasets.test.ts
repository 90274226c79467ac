import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue, collectDatasets } from '@parallax/augmentation-service';
import type { BlobRef, Tensor } from '@parallax/blobs';
import type { Dataset } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { Jobs } from '@parallax/jobs';
import { connectNats, disconnect } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import { logger as openLogger } from '@parallax/telemetry';
import test from 'ava';
import sharp from 'sharp';
import { parallax } from '../cli/parallax.js';
import { folderOf } from '../data/support/collection.js';
import { ended, type Services, servers, small, startServices } from '../services/support/services.js';
import { invalid, missing } from '../support/errors.js';
import { picture } from '../support/picture.js';
import { importDataset, putFiles } from './support/imports.js';

let services: Services;

test.before(async (t) => {
  t.timeout(300_000);
  services = await startServices({ services: [...servers, 'augmentation-worker', 'training-worker'] });
});

test.after.always(() => services?.stop());

const run = (...args: string[]) => parallax(args, { env: services.stack.env });

/** Twenty-four pictures of two classes, of which some are held out. @param first the seed of the first: the same make the same dataset */
async function importShop(name: string, first = 0): Promise<void> {
  const prefix = `uploads/${name}`;
  for (let seed = first; seed < first + 24; seed++)
    await services.store.put(`${prefix}/${seed % 2 ? 'bags' : 'shoes'}/${seed}.png`, await picture(seed));
  const spec = { name, s3: { prefix }, size: 40, test: 0.3, licence: 'CC0-1.0', origin: 'the shop' };
  const { job } = await services.augmentation.startImport({ spec });
  const { status } = await ended(services, job?.id as string);
  if (status?.state !== 'JOB_STATE_SUCCEEDED') throw new Error(status?.error?.message);
}

test('a dataset says what its pixels are, and shows them', async (t) => {
  t.timeout(120_000);
  await importShop('shown');
  const { dataset } = await services.augmentation.getDataset({ name: 'shown' });
  const [train] = dataset?.splits ?? [];
  const { images } = await services.store.getTensors(train?.shards[0]?.images as BlobRef);
  const { data } = images as Tensor<'U8'>;
  for (const channel of [0, 1, 2]) {
    const values = data.filter((_, at) => at % 3 === channel);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length / 255;
    const squares = values.reduce((sum, value) => sum + (value / 255) ** 2, 0) / values.length;
    t.true(Math.abs((dataset?.statistics?.mean[channel] as number) - mean) < 1e-6);
    t.true(
      Math.abs((dataset?.statistics?.standardDeviation[channel] as number) - Math.sqrt(squares - mean ** 2)) < 1e-5,
    );
  }
  const sheet = join(tmpdir(), `parallax-sheet-${process.pid}.png`);
  t.teardown(() => rm(sheet, { force: true }));
  const shown = await run('datasets', 'show', 'shown', '--sheet', sheet);
  t.is(shown.code, 0, shown.stderr);
  t.regex(shown.stdout, /pixels +mean 0\.\d+, .*\nlicence +CC0-1\.0\norigin +the shop\n/);
  const count = Number(train?.count);
  const columns = Math.ceil(Math.sqrt(count));
  t.like(await sharp(sheet).metadata(), { width: 2 + columns * 42, height: 2 + Math.ceil(count / columns) * 42 });

  const normalised = {
    ...small,
    dataset: { name: 'shown' },
    images: 8,
    batch: 4,
    network: { conv: { channels: [4] }, size: 32 },
  };
  const recipe = { name: '', operations: [], normalisation: { mean: [], standardDeviation: [], dataset: true } };
  const { job } = await services.trainings.startTraining({ spec: { ...normalised, recipe } });
  t.like(job?.trainingSpec?.recipe, { name: 'simclr-cifar', normalisation: dataset?.statistics as object });
  const { trainingResult } = await ended(services, job?.id as string);
  t.deepEqual(trainingResult?.encoder?.normalisation?.mean, dataset?.statistics?.mean);
  t.like(trainingResult?.encoder, { licence: 'CC0-1.0', origin: 'the shop', size: 32 });
});

test('a dataset that is exported and imported again is the same', async (t) => {
  t.timeout(120_000);
  await importShop('exported');
  const folder = await mkdtemp(join(tmpdir(), 'parallax-export-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const out = join(folder, 'shop');
  const exported = await run('datasets', 'export', 'exported', '--out', out);
  t.is(exported.code, 0, exported.stderr);
  const { dataset } = await services.augmentation.getDataset({ name: 'exported' });
  const again = await run('datasets', 'import', out, '--name', 'exported-again');
  t.is(again.code, 0, again.stderr);
  const { dataset: second } = await services.augmentation.getDataset({ name: 'exported-again' });
  t.is(second?.sha256, dataset?.sha256, 'pixels, labels and splits');
  t.deepEqual(second?.classes, ['bags', 'shoes']);
  const refused = await run('datasets', 'export', 'exported', '--out', out);
  t.regex(refused.stderr, /--out is .*: it must be a new folder, or an empty one/);
});

test('a dataset may be renamed, and deleted once no job needs it', async (t) => {
  t.timeout(120_000);
  // Of pictures that no other test imports, whose jobs would need the dataset too.
  await importShop('old-name', 1000);
  await importShop('other', 1000);
  t.is((await run('datasets', 'rename', 'old-name', 'new-name')).code, 0);
  const { dataset } = await services.augmentation.getDataset({ name: 'new-name' });
  t.is(dataset?.name, 'new-name');
  t.like(
    await t.throwsAsync(services.augmentation.getDataset({ name: 'old-name' }), { instanceOf: ParallaxError }),
    missing('dataset', 'old-name'),
  );
  // The same pictures are the same dataset, so a name of theirs is free for them.
  await services.augmentation.renameDataset({ name: 'other', newName: 'new-name' });

  const spec = {
    ...small,
    dataset: { name: 'new-name' },
    images: 8,
    batch: 4,
    epochs: 2000,
    network: { conv: { channels: [4] }, size: 32 },
  };
  const { job } = await services.trainings.startTraining({ spec });
  const refused = await t.throwsAsync(services.augmentation.deleteDataset({ name: 'new-name' }), {
    instanceOf: ParallaxError,
  });
  t.like(refused, { reason: 'JOB_NOT_ENDED', metadata: { dataset: 'new-name', job: job?.id } });
  await services.jobs.cancelJob({ id: job?.id });
  await ended(services, job?.id as string);
  t.is((await run('datasets', 'delete', 'new-name')).code, 0);
  const gone = { instanceOf: ParallaxError, message: /there is no dataset "new-name"/ };
  await t.throwsAsync(services.augmentation.deleteDataset({ name: 'new-name' }), gone);
  for (const name of ['', 'No Name'])
    t.like(
      await t.throwsAsync(services.augmentation.deleteDataset({ name }), { instanceOf: ParallaxError }),
      invalid('name', name),
    );
});

test('the name of CIFAR-10 is no other dataset’s unless that is asked for, and is told as that', async (t) => {
  t.timeout(120_000);
  await importShop('shop');
  const spec = { name: 'cifar10', s3: { prefix: 'uploads/shop' }, size: 40 };
  const { dataset: here } = await services.augmentation.getDataset({ name: 'cifar10' });
  const taken = { reason: 'NAME_TAKEN', metadata: { field: 'spec.name', value: 'cifar10' } };
  for (const addTo of [undefined, { name: 'cifar10' }]) {
    const { size: _, ...sized } = spec;
    const start = services.augmentation.startImport({ spec: addTo ? { ...sized, addTo } : spec });
    const error = await t.throwsAsync(start, { instanceOf: ParallaxError });
    t.like(error, taken);
    t.regex(error?.message ?? '', /is what CIFAR-10 is called, .*: choose another with --name, or --replace/);
  }
  const renamed = services.augmentation.renameDataset({ name: 'shop', newName: 'cifar10' });
  t.like(await t.throwsAsync(renamed, { instanceOf: ParallaxError }), invalid('new_name', 'cifar10'));

  const { job } = await services.augmentation.startImport({ spec: { ...spec, replace: true } });
  t.is((await ended(services, job?.id as string)).status?.state, 'JOB_STATE_SUCCEEDED');
  const refused = await run('datasets', 'import', 'cifar10');
  t.deepEqual([refused.code, refused.stdout], [1, '']);
  t.regex(refused.stderr, /name is "cifar10", which stands for another dataset, [0-9a-f]{12}: .*rename cifar10/);
  const replaced = await run('datasets', 'import', 'cifar10', '--replace');
  t.is(replaced.code, 0, replaced.stderr);
  t.is((await services.augmentation.getDataset({ name: 'cifar10' })).dataset?.sha256, here?.sha256);
});

test('what is added may have a name of its own, and a refusal names no flag that a command has not', async (t) => {
  t.timeout(120_000);
  await importShop('first-name');
  const folder = await folderOf(t, { 'bags/new.png': await picture(500), 'shoes/new.png': await picture(501) });
  const added = await run('datasets', 'add', 'first-name', folder, '--name', 'second-name');
  t.is(added.code, 0, added.stderr);
  const countOf = async (name: string) =>
    (await services.augmentation.getDataset({ name })).dataset?.splits.reduce((sum, { count = 0 }) => sum + count, 0);
  t.deepEqual([await countOf('first-name'), await countOf('second-name')], [24, 26]);
  const { code, stderr } = await run('datasets', 'delete', 'a'.repeat(64));
  t.is(code, 2);
  t.regex(stderr, /^parallax: name is "a{64}": it must be the name of a dataset: .*hyphens\n$/);
});

test.serial('what no name stands for and no job names is removed, and nothing else', async (t) => {
  t.timeout(180_000);
  await importShop('kept');
  const prefix = 'uploads/lonely';
  for (let seed = 100; seed < 104; seed++) await services.store.put(`${prefix}/${seed}.png`, await picture(seed));
  const { job } = await services.augmentation.startImport({ spec: { name: 'lonely', s3: { prefix }, size: 40 } });
  await ended(services, job?.id as string);
  const { dataset } = await services.augmentation.getDataset({ name: 'lonely' });
  await services.augmentation.deleteDataset({ name: 'lonely' });

  const { store } = services;
  const logger = openLogger('test', new Settings());
  const connection = await connectNats(services.settings);
  t.teardown(() => disconnect(connection));
  const jobs = await Jobs.open(connection, { blobs: store });
  const collected = (age = 0) => collectDatasets({ catalogue: new Catalogue(store), store, jobs, age, logger });
  t.deepEqual(await collected(), [], 'the import’s own record names it still');
  await services.jobs.deleteJob({ id: job?.id });
  t.deepEqual(await collected(3600_000), [], 'it is too young');
  const removed = await collected();
  t.true(removed.includes(`datasets/records/${dataset?.digest}.json`));
  t.true(removed.includes(dataset?.splits[0]?.shards[0]?.images?.key as string));
  const { dataset: kept } = await services.augmentation.getDataset({ name: 'kept' });
  for (const { shards, labels, names } of kept?.splits ?? [])
    for (const blob of [...shards.map(({ images }) => images), labels, names])
      t.truthy(await store.head(blob?.key as string));
  t.deepEqual(await collected(), []);
});

test('pictures that are added come to those that are there, and what is there already stays out', async (t) => {
  t.timeout(240_000);
  const files = async (first: number, last: number, kinds: string[]) => {
    const seeds = Array.from({ length: last - first }, (_, at) => first + at);
    const made = seeds.map(async (seed) => [`${kinds[seed % kinds.length]}/${seed}.png`, await picture(seed, 40, 30)]);
    return Object.fromEntries(await Promise.all(made)) as Record<string, Uint8Array>;
  };
  const [before, more] = [await files(0, 20, ['cats', 'dogs']), await files(15, 30, ['birds', 'cats', 'dogs'])];
  await putFiles(services, 'uploads/before', before);
  await putFiles(services, 'uploads/all', before);
  // Five of them are there already, under other names.
  for (const [name, bytes] of Object.entries(more))
    if (Number(/\d+/.exec(name)) >= 20) await putFiles(services, 'uploads/all', { [name]: bytes });
  const spec = { s3: { prefix: 'uploads/before' }, size: 32, fit: 'FIT_SQUEEZE', licence: 'CC0-1.0' } as const;
  const { dataset: old } = await importDataset(services, { name: 'grown', ...spec, test: 0.3 });
  const filesOf = ({ splits }: Dataset) => splits.map(({ names }) => names?.sha256);
  const other = await importDataset(services, { name: 'grown-small', s3: spec.s3, size: 8, test: 0.3 });
  t.deepEqual(
    filesOf(other.dataset),
    filesOf(old),
    'the same ones are held out at any size and fit, and look the same',
  );
  const folder = await folderOf(t, more);
  const add = (...args: string[]) => parallax(['datasets', 'add', ...args], { env: services.stack.env });
  const { code, stdout, stderr } = await add('grown', folder, '--test', '0.3');
  t.is(code, 0, stderr);
  t.regex(stdout, /added +10 images that it had not, and the class birds$/m);
  t.regex(stdout, /it is the same picture as dogs\/15\.png, which is dogs and this one birds/);
  const { dataset: grown } = await services.augmentation.getDataset({ name: 'grown' });
  t.like(grown, { height: 32, fit: 'squeeze', licence: 'CC0-1.0', classes: ['cats', 'dogs', 'birds'] });
  const countOf = (dataset: typeof grown) => dataset?.splits.reduce((sum, { count = 0 }) => sum + count, 0);
  t.deepEqual([countOf(old), countOf(grown)], [20, 30]);
  t.is(
    (await services.augmentation.getDataset({ digest: old.digest })).dataset?.digest,
    old.digest,
    'the old one stays',
  );

  t.is((await add('grown', folder, '--test', '0.3')).code, 0);
  t.is(
    (await services.augmentation.getDataset({ name: 'grown' })).dataset?.digest,
    grown?.digest,
    'again changes nothing',
  );

  const whole = await importDataset(services, {
    name: 'whole-grown',
    ...spec,
    s3: { prefix: 'uploads/all' },
    test: 0.3,
  });
  const splitsOf = ({ splits }: Pick<typeof whole.dataset, 'splits'>) =>
    splits.map(({ count, shards, names }) => [count, shards[0]?.images?.sha256, names?.sha256]);
  t.deepEqual(splitsOf(whole.dataset), splitsOf(grown as typeof whole.dataset), 'as if all had been imported at once');

  const wrong = await add('grown', folder, '--size', '48');
  t.regex(wrong.stderr, /--size|spec\.size is 48: it must be 32, as the dataset has it/);
  t.regex((await add('nobody', folder)).stderr, /nobody/);
  const classless = await add('grown', folder, '--labels', 'none');
  t.is(classless.code, 2, classless.stdout);
  t.regex(
    classless.stderr,
    /^parallax: spec\.labels is "LABELS_NONE": it must bring classes, by folders or by a table: the dataset has 3 classes, and keeps them \(--labels\)$/m,
  );
  t.notRegex(classless.stderr, /upload:/);
  const loose = await folderOf(t, { 'scans/1.png': await picture(60), 'scans/2.png': await picture(61) });
  const unsorted = await add('grown', loose);
  t.is(unsorted.code, 1, unsorted.stdout);
  t.regex(
    unsorted.stderr,
    /spec\.upload is ".*": it must bring classes, as the dataset has some, by folders or by a table, and leaves 2 of 2 pictures without a class, such as scans\/1\.png/,
  );
  t.is((await services.augmentation.getDataset({ name: 'grown' })).dataset?.digest, grown?.digest);
});
