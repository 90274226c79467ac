import type { BlobRef, Tensor } from '@parallax/blobs';
import type { ImportSpecInput } from '@parallax/contract';
import test from 'ava';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { parallax } from '../cli/parallax.js';
import { tarOf } from '../data/support/archive.js';
import { npy } from '../data/support/arrays.js';
import { ended, type Services, startServices } from '../services/support/services.js';
import { picture } from '../support/picture.js';
import { importDataset, putFiles, runImport } from './support/imports.js';

let services: Services;

test.before(async (t) => {
  t.timeout(300_000);
  services = await startServices({
    cifar10: false,
    services: ['augmentation-server', 'training-server', 'augmentation-worker'],
  });
});

test.after.always(() => services?.stop());

const put = (prefix: string, files: Record<string, Uint8Array>) => putFiles(services, prefix, files);
const start = (spec: ImportSpecInput) => runImport(services, spec);
const succeeded = (spec: ImportSpecInput) => importDataset(services, spec);

test('pictures that look the same are listed, and left out where that is asked for', async (t) => {
  t.timeout(120_000);
  // Smooth, so that JPEG changes it by little.
  const smooth = (seed: number) => {
    const coarse = Buffer.from(Array.from({ length: 48 }, (_, at) => (at * 29 + seed * 67) % 256));
    return sharp(coarse, { raw: { width: 4, height: 4, channels: 3 } }).resize(64, 64, { kernel: 'cubic' });
  };
  const files: Record<string, Uint8Array> = { 'a-again.jpg': await smooth(0).jpeg({ quality: 95 }).toBuffer() };
  for (const seed of [0, 1, 2, 3]) files[`${'abcd'[seed]}.png`] = await smooth(seed).png().toBuffer();
  await put('uploads/near', files);
  const listed = await succeeded({ name: 'near', s3: { prefix: 'uploads/near' }, size: 32 });
  t.deepEqual(listed.result.leftOut, [{ name: 'a.png', reason: 'it looks like a-again.jpg; kept' }]);
  t.like(listed.result, { nearDuplicates: 1, duplicates: 0 });
  t.falsy(listed.result.allLeftOut);
  t.is(listed.dataset.splits[0]?.count, 5);
  const dropped = await succeeded({
    name: 'near-dropped',
    s3: { prefix: 'uploads/near' },
    size: 32,
    dropDuplicates: true,
  });
  t.is(dropped.dataset.splits[0]?.count, 4);
});

test('pictures are the same where all their pixels are, and not where only what they were reduced to is', async (t) => {
  t.timeout(120_000);
  const side = 256;
  const pixels = Buffer.from(Array.from({ length: side * side * 3 }, (_, at) => (at * 37) % 256));
  const png = (data: Buffer, compressionLevel = 6) =>
    sharp(data, { raw: { width: side, height: side, channels: 3 } })
      .png({ compressionLevel })
      .toBuffer();
  const retouched = Buffer.from(pixels);
  retouched.writeUInt8(pixels.readUInt8(3000) ^ 1, 3000);
  const files = { 'a.png': await png(pixels), 'b.png': await png(pixels, 0), 'c.png': await png(retouched) };
  await put('uploads/retouched', files);
  const { result, dataset } = await succeeded({ name: 'retouched', s3: { prefix: 'uploads/retouched' }, size: 8 });
  t.deepEqual(result.leftOut, [
    { name: 'b.png', reason: 'it is the same picture as a.png' },
    { name: 'c.png', reason: 'it looks like a.png; kept' },
  ]);
  t.is(dataset.splits[0]?.count, 2);
});

test('where more than a hundred were left out, a blob has all of them, and a command prints it', async (t) => {
  t.timeout(120_000);
  const files: Record<string, Uint8Array> = { 'whole.png': await picture(1) };
  for (let at = 0; at < 120; at++) files[`broken-${at}.jpg`] = Buffer.from('x');
  await put('uploads/broken', files);
  const { id, result } = await succeeded({ name: 'broken', s3: { prefix: 'uploads/broken' }, maxBad: 1 });
  t.is(result.leftOut.length, 100);
  const { left_out: all } = await services.store.getTensors(result.allLeftOut as BlobRef);
  const lines = Buffer.from((all as Tensor<'U8'>).data)
    .toString()
    .trim()
    .split('\n');
  t.deepEqual(
    lines.map((line) => JSON.parse(line).name).sort(),
    Object.keys(files)
      .filter((name) => name !== 'whole.png')
      .sort(),
  );
  const { stdout } = await parallax(['datasets', 'left-out', id], { env: services.stack.env });
  const printed = stdout.trimEnd().split('\n');
  t.is(printed.length, 120);
  t.true(
    printed.every((line) => /^broken-\d+\.jpg: ./.test(line)),
    stdout.slice(0, 500),
  );
});

test('an import of too many bad pictures fails, and says which', async (t) => {
  t.timeout(60_000);
  await put('uploads/bad', { 'a.png': await picture(1, 40, 30), 'b.png': Buffer.from('x'), 'c.jpg': Buffer.from('y') });
  const { id = '', status } = await start({ name: 'bad', s3: { prefix: 'uploads/bad' } });
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.regex(status?.error?.message ?? '', /not 2 of 3: b\.png: .*`parallax datasets left-out import-\w+` lists all$/);
  const { stdout, stderr } = await parallax(['datasets', 'left-out', id], { env: services.stack.env });
  t.regex(stdout, /^b\.png: .+\nc\.jpg: .+\n$/, stderr);
});

test('where most pictures have no class, the import fails and says what to do, rather than to leave them out', async (t) => {
  t.timeout(60_000);
  const files = { 'cats/1.png': await picture(1), '2.png': await picture(2), '3.png': await picture(3) };
  await put('uploads/loose', files);
  const { status } = await start({ name: 'loose', s3: { prefix: 'uploads/loose' } });
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.regex(status?.error?.message ?? '', /2 of 3 pictures without a class, such as 2\.png.* must be none/);
  const { dataset } = await succeeded({ name: 'loose', s3: { prefix: 'uploads/loose' }, labels: 'LABELS_NONE' });
  t.is(dataset.splits[0]?.count, 3);
});

test('labels of Parquet that are no classes fail the import by file and column, unless none are asked for', async (t) => {
  t.timeout(60_000);
  const images = { name: 'image', data: [await picture(1), await picture(2)], type: 'BYTE_ARRAY' as const };
  const labels = { name: 'label', data: [0.5, 1], type: 'DOUBLE' as const };
  await put('uploads/floats', { 'a.parquet': Buffer.from(parquetWriteBuffer({ columnData: [images, labels] })) });
  const { status } = await start({ name: 'floats', s3: { prefix: 'uploads/floats' } });
  t.regex(
    status?.error?.message ?? '',
    /^spec\.labels is "LABELS_SOURCE": it must be none, .*: of a\.parquet, its labels, in the column label, are DOUBLE and/,
  );
  const { dataset } = await succeeded({ name: 'floats', s3: { prefix: 'uploads/floats' }, labels: 'LABELS_NONE' });
  t.is(dataset.splits[0]?.count, 2);
});

test('where the source has changed since the last checkpoint, the import begins anew', async (t) => {
  t.timeout(60_000);
  await put('uploads/grown', { 'b/1.png': await picture(1), '2.png': await picture(2), '3.png': await picture(3) });
  const { id = '', status } = await start({ name: 'grown', s3: { prefix: 'uploads/grown' } });
  t.is(status?.state, 'JOB_STATE_FAILED');
  await put('uploads/grown', { 'a/4.png': await picture(4), 'a/5.png': await picture(5), 'a/6.png': await picture(6) });
  await services.jobs.retryJob({ id });
  const again = await ended(services, id);
  t.is(again.status?.state, 'JOB_STATE_SUCCEEDED', again.status?.error?.message);
  t.deepEqual(again.importResult?.classes, ['a', 'b']);
  t.is(again.importResult?.splits[0]?.count, 4);
});

test('shards of a source that has changed between them are refused as that', async (t) => {
  t.timeout(60_000);
  await put('uploads/shifting', { 'b.png': await picture(1), 'c.tar': await tarOf(['d.png', await picture(2)]) });
  const spec = { name: 'shifting', s3: { prefix: 'uploads/shifting' }, size: 32 };
  const shards: string[] = [];
  for (const index of [0, 1]) {
    const { id = '', status } = await start({ ...spec, shard: { index, count: 2 } });
    t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
    shards.push(id);
    if (index === 0) await put('uploads/shifting', { 'a.tar': await tarOf(['e.png', await picture(3)]) });
  }
  const { status } = await start({ ...spec, shards });
  t.is(status?.state, 'JOB_STATE_FAILED');
  t.regex(
    status?.error?.message ?? '',
    /must stay as it is while its shards are imported: it has changed since import-/,
  );
});

test('a table that fits few pictures is refused as that, and the command lists what it fits not', async (t) => {
  t.timeout(120_000);
  const lines = ['file,label', 'img/0.png,a', 'images/1.png,b', 'images/2.png,a'];
  const files: Record<string, Uint8Array> = {
    'bad.csv': Buffer.from(lines.join('\n')),
    'foreign.csv': Buffer.from('file,label\nimages/1.png,b\n'),
  };
  for (let at = 0; at < 5; at++) files[`img/${at}.png`] = await picture(at);
  await put('uploads/tables', files);
  const spec = { name: 'tables', s3: { prefix: 'uploads/tables' }, labelFile: 'bad.csv' };
  const { id = '', status } = await start(spec);
  t.regex(
    status?.error?.message ?? '',
    /^spec\.label_file is "bad\.csv": it must name the pictures by their paths, as they stand below it: it leaves 4 of 5 pictures without a class, such as img\/1\.png; 2 that it names are no pictures here: images\/1\.png, images\/2\.png; `parallax datasets left-out import-\w+` lists all$/,
  );
  const { stdout, stderr } = await parallax(['datasets', 'left-out', id], { env: services.stack.env });
  t.is(stdout.trimEnd().split('\n').length, 6, stderr);
  t.regex(stdout, /^img\/1\.png: it has no class.*\n/);
  t.regex(stdout, /^images\/2\.png: bad\.csv names it, and it is no picture here$/m);
  const none = await start({ ...spec, labelFile: 'foreign.csv' });
  t.regex(none.status?.error?.message ?? '', /"foreign\.csv": it must name the pictures .* leaves 5 of 5 pictures/);
});

test('a table without pictures is told as that, and a table of labels is no other file', async (t) => {
  t.timeout(120_000);
  const table = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'a', data: ['x'], type: 'STRING' }] }));
  await put('uploads/noimg', { 'noimg.parquet': table });
  const { id = '', status } = await start({ name: 'noimg', s3: { prefix: 'uploads/noimg' } });
  t.regex(
    status?.error?.message ?? '',
    /none of 1 files is one \(noimg\.parquet: it has no column of pictures, such as image: its columns are a\)/,
  );
  const { stdout } = await parallax(['datasets', 'left-out', id], { env: services.stack.env });
  t.regex(stdout, /^noimg\.parquet: it has no column of pictures/);
  await put('uploads/table-in-use', {
    'a.png': await picture(1),
    'b.png': await picture(2),
    'labels.csv': Buffer.from('file,label\na.png,a\nb.png,b\n'),
    'notes.txt': Buffer.from('x'),
    '__MACOSX/._a.png': Buffer.from('x'),
  });
  const spec = { name: 'table-in-use', s3: { prefix: 'uploads/table-in-use' }, labelFile: 'labels.csv' };
  t.is((await succeeded(spec)).result.otherFiles, 2);
});

test('pictures beside a published array are not lost without a word', async (t) => {
  t.timeout(60_000);
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 8, 8, 3), }".padEnd(117, ' ');
  const array = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'),
    Buffer.from(`${header}\n`),
    Buffer.alloc(384, 7),
  ]);
  await put('uploads/mixed', { 'x_train.npy': array, 'a.png': await picture(1) });
  const { status } = await start({ name: 'mixed', s3: { prefix: 'uploads/mixed' } });
  t.regex(
    status?.error?.message ?? '',
    /one format, and has npy and 1 files of pictures, such as .*a\.png: take them apart/,
  );
  // Arrays of other names may be anything; the pictures are what is meant.
  const table = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'file', data: ['a.png'], type: 'STRING' }] }));
  await put('uploads/beside', { 'features.npy': array, 'more.parquet': table, 'a.png': await picture(1) });
  const { result, dataset } = await succeeded({ name: 'beside', s3: { prefix: 'uploads/beside' }, test: 0.001 });
  t.is(result.warning, 'test held nothing out: there are too few pictures for such a share');
  const reason = 'arrays beside pictures are not read: import it by itself';
  t.deepEqual(result.leftOut, [
    { name: 'features.npy', reason },
    { name: 'more.parquet', reason },
  ]);
  t.is(result.bad, 0);
  t.is(dataset.splits[0]?.count, 1);
  const column = { name: 'image', data: [await picture(2), await picture(3)], type: 'BYTE_ARRAY' as const };
  const published = Buffer.from(parquetWriteBuffer({ columnData: [column] }));
  await put('uploads/repository', { 'data/train.parquet': published, 'assets/logo.png': await picture(1) });
  const repository = await succeeded({ name: 'repository', s3: { prefix: 'uploads/repository' } });
  t.like(repository.result, { format: 'parquet', bad: 0 });
  t.deepEqual(repository.result.leftOut, [
    { name: 'assets/logo.png', reason: 'pictures beside parquet are not read: import them by themselves' },
  ]);
});

test('a published array that is added again brings nothing, and of a longer one only what is new comes', async (t) => {
  t.timeout(120_000);
  const pixels = Buffer.from(Array.from({ length: 130 * 192 }, (_, at) => (at * 31 + Math.floor(at / 192) * 7) % 256));
  const labels = Buffer.from(Array.from({ length: 130 }, (_, at) => at));
  const arrayOf = (images: number) => ({
    'x_train.npy': npy([images, 8, 8, 3], pixels.subarray(0, images * 192)),
    'y_train.npy': npy([images], labels.subarray(0, images)),
  });
  await put('uploads/array', arrayOf(4));
  await put('uploads/longer-array', arrayOf(130));
  const spec = { name: 'array', s3: { prefix: 'uploads/array' } };
  const { dataset } = await succeeded(spec);
  const again = await succeeded({ ...spec, addTo: { name: 'array' } });
  t.like(again.result, { added: 0, duplicates: 4, newClasses: [], newClassCount: 0 });
  t.is(again.dataset.digest, dataset.digest);
  const longer = await succeeded({ name: 'array', s3: { prefix: 'uploads/longer-array' }, addTo: { name: 'array' } });
  t.like(longer.result, { added: 126, duplicates: 4, newClassCount: 126 });
  t.deepEqual(
    longer.result.newClasses,
    Array.from({ length: 100 }, (_, at) => String(at + 4)),
    'a record names no more of them, however many there are',
  );
  t.is(longer.dataset.splits[0]?.count, 130);
});
