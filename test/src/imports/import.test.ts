import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { BlobRef, Tensor } from '@parallax/blobs';
import type { ImportSpecInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { idx } from '../data/support/arrays.js';
import { ended, type Services, small, startServices } from '../services/support/services.js';
import { invalid } from '../support/errors.js';
import { picture } from '../support/picture.js';
import { importDataset, putFiles, runImport, wholeWay } from './support/imports.js';

const pictures = fileURLToPath(new URL('../../fixtures/pictures', import.meta.url));

let services: Services;

test.before(async (t) => {
  t.timeout(300_000);
  services = await startServices();
});

test.after.always(() => services?.stop());

const put = (prefix: string, files: Record<string, Uint8Array>) => putFiles(services, prefix, files);
const start = (spec: ImportSpecInput) => runImport(services, spec);
const succeeded = (spec: ImportSpecInput) => importDataset(services, spec);

test('a folder with every odd kind of file in it becomes a dataset that goes the whole way, and what was left out is named', async (t) => {
  t.timeout(240_000);
  const files: Record<string, Uint8Array> = {
    'cats/.DS_Store': Buffer.from('x'),
    'cats/Thumbs.db': Buffer.from('x'),
    'cats/notes.txt': Buffer.from('hello'),
    'dogs/broken.jpg': Buffer.from('hello'),
    'dogs/empty.png': new Uint8Array(0),
    'dogs/drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    'dogs/copy.png': await readFile(join(pictures, 'rgb.png')),
  };
  const names = readdirSync(pictures).filter((name) => /\.(bmp|png|gif|jpg|avif|tiff|webp)$/.test(name));
  for (const name of names) files[`cats/${name}`] = await readFile(join(pictures, name));
  for (let seed = 0; seed < 30; seed++) files[`dogs/${seed}.png`] = await picture(seed, 40, 30);
  await put('uploads/odd', files);
  const { result, dataset } = await succeeded({ name: 'odd', s3: { prefix: 'uploads/odd' }, size: 32, maxBad: 0.2 });
  t.is(result.format, 'images');
  t.is(result.bad, 3);
  t.is(result.otherFiles, 3);
  const reasons = new Map(result.leftOut.map(({ name, reason }) => [name, reason]));
  for (const name of ['dogs/broken.jpg', 'dogs/empty.png', 'dogs/drawing.svg']) t.true(reasons.has(name), name);
  t.is(reasons.get('dogs/drawing.svg'), 'SVG, a program that draws, and is never run');
  t.regex(reasons.get('dogs/copy.png') ?? '', /^it is the same picture as cats\/.*, which is cats and this one dogs$/);
  t.deepEqual(dataset.classes, ['cats', 'dogs']);
  const [train] = dataset.splits;
  t.is(train?.count, names.length + 30 - (Number(result.duplicates) - 1));
  t.deepEqual(result.splits[0]?.perClass, [names.length - (Number(result.duplicates) - 1), 30]);
  t.like(dataset, { name: 'odd', height: 32, width: 32, fit: 'crop' });

  const again = await succeeded({ name: 'odd', s3: { prefix: 'uploads/odd' }, size: 32, maxBad: 0.2 });
  t.is(again.dataset.digest, dataset.digest, 'importing the same again changes nothing');

  const labels = (await services.store.getTensors(train?.labels as BlobRef)).labels as Tensor<'U16'>;
  t.deepEqual([...new Set(labels.data)], [0, 1]);
  const { names: text, ends } = await services.store.getTensors(train?.names as BlobRef);
  const first = Buffer.from((text as Tensor<'U8'>).data).subarray(0, Number((ends as Tensor<'I64'>).data[0]));
  t.is(first.toString(), `cats/${names.sort()[0]}`);

  const split = { name: 'odd-split', s3: { prefix: 'uploads/odd' }, size: 32, maxBad: 0.2, test: 0.3 };
  const { evaluations } = await wholeWay(t, services, (await succeeded(split)).dataset);
  t.is(evaluations.length, 3);
});

test('IDX files go the whole way, from an import to an exported encoder', async (t) => {
  t.timeout(240_000);
  // A nought is a ring, a one a bar, each at its own place.
  const isInk = (digit: number, x: number, y: number) =>
    digit === 0 ? Math.abs(Math.hypot(x, y) - 8) < 2 : Math.abs(x) < 2 && Math.abs(y) < 10;
  const digits = (count: number) =>
    Buffer.from(
      Array.from({ length: count * 784 }, (_, at) => {
        const [digit, place] = [Math.floor(at / 784), at % 784];
        const [x, y] = [(place % 28) - 12 - (digit % 5), Math.floor(place / 28) - 12 - (digit % 3)];
        return isInk(digit % 2, x, y) ? 255 - digit : 0;
      }),
    );
  const files = (word: string, count: number) => ({
    [`${word}-images-idx3-ubyte.gz`]: gzipSync(idx([count, 28, 28], digits(count))),
    [`${word}-labels-idx1-ubyte`]: idx([count], Buffer.from(Array.from({ length: count }, (_, at) => at % 2))),
  });
  await put('uploads/idx', { ...files('train', 40), ...files('t10k', 20) });
  const { result, dataset } = await succeeded({ name: 'idx', s3: { prefix: 'uploads/idx' }, size: 32 });
  t.like(result, { format: 'idx', bad: 0, otherFiles: 0 });
  const { evaluations } = await wholeWay(t, services, dataset);
  t.is(evaluations.length, 3);
  for (const { accuracy } of evaluations) t.true((accuracy?.value ?? 0) > 0.9, 'each picture has kept its class');
});

test('pictures without classes are trained on and embedded, and a probe says why it can not', async (t) => {
  t.timeout(240_000);
  const files = Object.fromEntries(
    await Promise.all(Array.from({ length: 96 }, async (_, seed) => [`${seed}.png`, await picture(seed, 32, 32)])),
  );
  await put('uploads/flat', files);
  const { result, dataset } = await succeeded({ name: 'flat', s3: { prefix: 'uploads/flat/' }, test: 0.25 });
  t.is(result.size, 32, 'that of the pictures, which are all alike');
  t.deepEqual(dataset.classes, []);
  const [train = 0, held = 0] = dataset.splits.map(({ count = 0 }) => count);
  t.is(train + held, 96);
  t.true(held > 10 && held < 40, `${held} held out`);
  const spec = { ...small, dataset: { name: 'flat' }, images: 64, batch: 16 };
  const { job } = await services.trainings.startTraining({ spec });
  t.is(job?.trainingSpec?.dataset?.digest, dataset.digest);
  t.is(job?.trainingSpec?.diagnostics?.everyEpochs, 0);
  const embed = async (split: string) =>
    (
      await services.embeddings.startEmbedding({
        spec: { encoder: { training: job?.id }, dataset: { digest: dataset.digest }, split },
      })
    ).job?.id as string;
  const [trainId, testId] = [await embed('train'), await embed('test')];
  for (const id of [trainId, testId]) {
    const { status, embeddingResult } = await ended(services, id);
    t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
    t.is(embeddingResult?.labels ?? null, null);
  }
  const supervised = services.trainings.startTraining({ spec: { ...spec, objective: { supcon: {} } } });
  const refused = await t.throwsAsync(supervised, { instanceOf: ParallaxError });
  t.is(refused?.reason, 'NO_LABELS');
  t.is(refused?.message, 'the objective supcon needs classes, and the dataset flat has none');
  const probe = services.probes.startProbe({ spec: { embeddings: { train: trainId, test: testId } } });
  const error = await t.throwsAsync(probe, { instanceOf: ParallaxError });
  t.is(error?.reason, 'NO_LABELS');
  t.is(error?.status, 'FAILED_PRECONDITION');
});

test('CIFAR-10 comes as the dataset that it has always been, and duplicates in it are listed and kept', async (t) => {
  t.timeout(240_000);
  const { result, dataset } = await succeeded({ name: 'cifar10-again', folder: '.' });
  t.is(result.format, 'cifar10');
  t.is(dataset.sha256, '80387ddb9a0edf3fc4a964ee3770296169bb26a651050df20035579673099660');
  t.deepEqual(
    dataset.splits.map(({ name, count }) => [name, count]),
    [
      ['train', 50_000],
      ['test', 10_000],
    ],
  );
  t.is(dataset.classes[3], 'cat');
});

test('a name that is another dataset’s is not taken without being told', async (t) => {
  t.timeout(120_000);
  await put('uploads/one', { 'a.png': await picture(1, 40, 30), 'b.png': await picture(2, 40, 30) });
  await put('uploads/two', { 'a.png': await picture(3, 40, 30), 'b.png': await picture(4, 40, 30) });
  const { dataset } = await succeeded({ name: 'taken', s3: { prefix: 'uploads/one' } });
  const other = { name: 'taken', s3: { prefix: 'uploads/two' } };
  const refused = await t.throwsAsync(start(other), { instanceOf: ParallaxError });
  t.like(refused, { reason: 'NAME_TAKEN', metadata: { field: 'spec.name', value: 'taken', digest: dataset.digest } });
  t.regex(
    refused?.message ?? '',
    /^spec\.name is "taken", the name of another dataset, .*--replace.*datasets add taken/,
  );
  await t.throwsAsync(start({ name: 'taken', s3: { prefix: 'uploads/one' }, size: 40 }), { message: /--replace/ });
  // The same source may have other pictures now, which only its end can tell.
  await put('uploads/one', { 'c.png': await picture(5, 40, 30) });
  const { status } = await start({ name: 'taken', s3: { prefix: 'uploads/one' } });
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.regex(status?.error?.message ?? '', /^spec\.name is "taken", .*; what was imported is there as [0-9a-f]{64}$/);
  const moved = await succeeded({ name: 'taken', s3: { prefix: 'uploads/two' }, replace: true });
  t.not(moved.dataset.digest, dataset.digest);
  const { dataset: before } = await services.augmentation.getDataset({ digest: dataset.digest });
  t.is(before?.sha256, dataset.sha256, 'the first one is still there by its digest');
});

/** Thirty of each of two classes that differ in their pixels. */
async function shop(width: number, height: number): Promise<Record<string, Uint8Array>> {
  const files = await Promise.all(
    Array.from({ length: 60 }, async (_, seed) => [
      `${seed % 2 ? 'bags' : 'shoes'}/${seed}.png`,
      await picture(seed, width, height),
    ]),
  );
  return Object.fromEntries(files);
}

test('larger pictures are trained on at their size, embedded and probed, and the encoder says what it expects', async (t) => {
  t.timeout(240_000);
  await put('uploads/shop', await shop(70, 50));
  const licence = 'CC0-1.0';
  const { dataset } = await succeeded({ name: 'shop', s3: { prefix: 'uploads/shop' }, size: 48, test: 0.3, licence });
  const network = { conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_AVERAGE' as const } };
  const spec = { ...small, images: 32, batch: 16, dataset: { name: 'shop' }, network };
  const { job } = await services.trainings.startTraining({ spec });
  t.like(job?.trainingSpec?.network, { size: 48, ...network });
  const embed = async (split: string, of?: { name: string }) => {
    const asked = { encoder: { training: job?.id }, split, ...(of && { dataset: of }) };
    return (await services.embeddings.startEmbedding({ spec: asked })).job?.id as string;
  };
  // Unless told otherwise, an embedding is of what its encoder was trained on.
  const [train, test] = [await embed('train'), await embed('test', { name: 'shop' })];
  const probe = await services.probes.startProbe({ spec: { embeddings: { train, test }, knn: { k: [5] } } });
  const { probeResult, status } = await ended(services, probe.job?.id as string);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  t.is(probeResult?.evaluations.length, 3);
  const { embeddingResult } = await ended(services, train);
  t.like(embeddingResult?.encoder, { size: 48, features: 16, fit: 'crop', licence, assumed: false });
  const tensors = await services.store.getTensors(embeddingResult?.embeddings as BlobRef);
  t.deepEqual(tensors.h?.shape, [Number(dataset.splits[0]?.count), 16]);

  await put('uploads/small-shop', await shop(30, 30));
  await succeeded({ name: 'small-shop', s3: { prefix: 'uploads/small-shop' }, size: 30 });
  const resized = await ended(services, await embed('train', { name: 'small-shop' }));
  t.is(resized.status?.state, 'JOB_STATE_SUCCEEDED', 'pictures of 30×30 are resized to the 48×48 that it takes');
});

test('a size that no encoder takes is refused at the start, and another may be asked for', async (t) => {
  t.timeout(120_000);
  await put('uploads/digits', await shop(28, 28));
  const { result } = await succeeded({ name: 'digits', s3: { prefix: 'uploads/digits' } });
  t.is(result.size, 28);
  const spec = { ...small, images: 32, batch: 16, dataset: { name: 'digits' } };
  const refused = services.trainings.startTraining({ spec });
  t.like(await t.throwsAsync(refused, { instanceOf: ParallaxError }), invalid('spec.network.size', 28));
  const { job } = await services.trainings.startTraining({ spec: { ...spec, network: { ...spec.network, size: 32 } } });
  t.is((await ended(services, job?.id as string)).status?.state, 'JOB_STATE_SUCCEEDED');
});

test('a table says classes and splits, keeps groups on one side, and what it names beside pictures is said', async (t) => {
  t.timeout(120_000);
  const files: Record<string, Uint8Array> = {};
  const lines = ['File;Label;Patient'];
  for (let at = 0; at < 60; at++) {
    files[`pictures/${at}.png`] = await picture(at);
    if (at !== 7) lines.push(`pictures/${at}.png;${at % 3 ? 'ill' : 'well'};p${Math.floor(at / 6)}`);
  }
  lines.push('pictures/nowhere.png;well;p1', '../../etc/passwd;ill;p2');
  files['labels.csv'] = Buffer.from(lines.join('\n'));
  files['strange.csv'] = Buffer.from('file,split\npictures/0.png,holdout\n');
  await put('uploads/patients', files);
  const spec = {
    name: 'patients',
    s3: { prefix: 'uploads/patients' },
    size: 32,
    labelFile: 'labels.csv',
    group: 'patient',
    test: 0.4,
  };
  const { result, dataset } = await succeeded(spec);
  t.deepEqual(dataset.classes, ['ill', 'well']);
  const reasons = new Map(result.leftOut.map(({ name, reason }) => [name, reason]));
  t.regex(reasons.get('pictures/nowhere.png') ?? '', /labels\.csv names it, and it is no picture here/);
  t.true(reasons.has('../../etc/passwd'));
  t.regex(reasons.get('pictures/7.png') ?? '', /it has no class, as others have/);
  const patients = async (split: number) => {
    const { names, ends } = await services.store.getTensors(dataset.splits[split]?.names as BlobRef);
    const text = Buffer.from((names as Tensor<'U8'>).data).toString();
    t.truthy(ends);
    return new Set([...text.matchAll(/pictures\/(\d+)\.png/g)].map(([, at]) => Math.floor(Number(at) / 6)));
  };
  const [train, test] = [await patients(0), await patients(1)];
  t.is(train.size + test.size, 10, 'no patient is on both sides');
  t.true(test.size > 0 && train.size > 0);
  for (const [wrong, message] of [
    [{ labelFile: 'nothing.csv' }, /spec\.label_file is "nothing\.csv": it must be a table .*: it is not there/],
    [{ labelFile: 'labels.csv', group: 'hospital' }, /its heading has no hospital: it has file, label, patient/],
    [
      { labelFile: 'strange.csv' },
      /its column split says "holdout" of pictures\/0\.png: it may say train, test or val/,
    ],
  ] as const) {
    const { status } = await start({ name: 'x', s3: { prefix: 'uploads/patients' }, size: 32, ...wrong });
    t.regex(status?.error?.message ?? '', message);
  }
});

const refusals: [about: string, spec: ImportSpecInput, expected: object][] = [
  ['no name', {}, invalid('spec.name', '')],
  ['no source', { name: 'x' }, invalid('spec.source', '')],
  ['a name that is none', { name: 'My Photos' }, invalid('spec.name', 'My Photos')],
  ['a size that is too small', { name: 'x', size: 4 }, invalid('spec.size', 4)],
  ['a size that is too large', { name: 'x', size: 1024 }, invalid('spec.size', 1024)],
  ['all held out', { name: 'x', test: 1 }, invalid('spec.test', 1)],
  ['a folder elsewhere', { name: 'x', folder: '/etc' }, invalid('spec.folder', '/etc')],
  ['a prefix that climbs', { name: 'x', s3: { prefix: '../x' } }, invalid('spec.s3.prefix', '../x')],
  ['a shard beyond the last', { name: 'x', shard: { index: 3, count: 3 } }, invalid('spec.shard.index', 3)],
  ['a shard of shards', { name: 'x', shard: { index: 0, count: 2 }, shards: ['y'] }, invalid('spec.shards', 'y')],
  ['a table elsewhere', { name: 'x', labelFile: '../x.csv' }, invalid('spec.label_file', '../x.csv')],
  ['a group without a table', { name: 'x', group: 'patient' }, invalid('spec.group', 'patient')],
];

for (const [about, spec, expected] of refusals) {
  test(`an import with ${about} is refused by name`, async (t) => {
    t.like(await t.throwsAsync(services.augmentation.startImport({ spec }), { instanceOf: ParallaxError }), expected);
  });
}
