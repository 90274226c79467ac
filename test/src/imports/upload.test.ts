import { chmod, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { pack } from 'tar-stream';
import { parallax } from '../cli/parallax.js';
import { tarOf } from '../data/support/archive.js';
import { folderOf } from '../data/support/collection.js';
import { type Services, servers, small, startServices } from '../services/support/services.js';
import { invalid } from '../support/errors.js';
import { picture } from '../support/picture.js';
import { importDataset, namesIn, noise } from './support/imports.js';

let services: Services;

test.before(async (t) => {
  t.timeout(300_000);
  services = await startServices({ cifar10: false, services: [...servers, 'augmentation-worker'] });
});

test.after.always(() => services?.stop());

const run = (...args: string[]) => parallax(args, { env: services.stack.env });

const namesOf = (dataset: string) => namesIn(services, dataset);

test('a folder of this machine becomes a dataset, by tars that are sent once', async (t) => {
  t.timeout(240_000);
  const long = `cats/${'very-'.repeat(30)}long-name.png`;
  // 80 MB: two tars. A file name has a slash only on the way.
  const files: Record<string, Uint8Array> = { [long]: await noise(1, 32), 'cats/notes.txt': Buffer.from('hello') };
  for (let seed = 2; seed < 8; seed++) files[`${seed % 2 ? 'cats' : 'dogs'}/${seed} ü.png`] = await noise(seed, 2100);
  const folder = await folderOf(t, files);
  await symlink(join(folder, 'dogs'), join(folder, 'puppies'));
  const first = await run('datasets', 'import', folder, '--name', 'mine', '--size', '32');
  t.is(first.code, 0, first.stderr);
  t.regex(first.stderr, /^left out, as links are not followed: puppies$/m);
  t.regex(first.stdout, /^classes {3}2, train: cats 4, dogs 3$/m);
  t.regex((await run('datasets', 'show', 'mine')).stdout, /^classes {2}2, train: cats 4, dogs 3$/m);
  t.regex(first.stderr, /upload: .* MB/);
  const pictures = Object.keys(files).filter((name) => name.endsWith('.png'));
  t.deepEqual(await namesOf('mine'), pictures.sort());
  const { dataset } = await services.augmentation.getDataset({ name: 'mine' });
  t.deepEqual(dataset?.classes, ['cats', 'dogs']);
  const probed = await run('run', '--dataset', 'mine', '--size', '32');
  t.regex(probed.stderr, /^parallax: --dataset is "mine": it must have a test split to probe by/m);

  const again = await run('datasets', 'import', folder, '--name', 'mine', '--size', '32');
  t.is(again.code, 0, again.stderr);
  const [, sent, before] = /upload: (\S+ MB), of which (\S+ MB) had been uploaded before/.exec(again.stderr) ?? [];
  t.is(sent, before, again.stderr);
  t.truthy(sent);

  await utimes(join(folder, long), 1, 1);
  const refused = await run('datasets', 'import', folder, '--name', 'mine', '--size', '32');
  t.is(refused.code, 1);
  t.regex(
    refused.stderr,
    /^parallax: spec\.name is "mine", the name of another dataset, .*--replace.*datasets add mine/m,
  );
  t.notRegex(refused.stderr, /upload:/, 'it is refused before anything is sent');
  const changed = await run('datasets', 'import', folder, '--name', 'mine', '--size', '32', '--replace');
  t.notRegex(changed.stderr, /uploaded before/, 'a file that has changed since is sent again');

  const sharded = await run('datasets', 'import', folder, '--name', 'mine-again', '--size', '32', '--shards', '2');
  t.is(sharded.code, 0, sharded.stderr);
  const { dataset: same } = await services.augmentation.getDataset({ name: 'mine-again' });
  t.is(same?.digest, dataset?.digest);
});

test('an import in shards gives the same dataset, and its shards must be all there', async (t) => {
  t.timeout(240_000);
  for (let tar = 0; tar < 5; tar++) {
    const files: Record<string, Uint8Array> = {};
    for (let seed = 0; seed < 6; seed++)
      files[`${seed % 2 ? 'cats' : 'dogs'}/${tar}-${seed}.png`] = await picture(7 * tar + seed, 40, 30);
    // The same in two of them, and one that is none.
    files['cats/same.png'] = await picture(1, 40, 30);
    files['dogs/broken.png'] = Buffer.from('hello');
    await services.store.put(`uploads/tars/${tar}.tar`, await tarOf(...Object.entries(files)));
  }
  const spec = { s3: { prefix: 'uploads/tars' }, size: 32, test: 0.3, maxBad: 0.5 };
  const whole = await importDataset(services, { name: 'whole', ...spec });
  for (const count of [2, 7]) {
    const shards: string[] = [];
    for (let index = count - 1; index >= 0; index--) {
      const { job } = await services.augmentation.startImport({
        spec: { name: 'parts', ...spec, shard: { index, count } },
      });
      shards.push(job?.id as string);
    }
    const { result, dataset } = await importDataset(services, { name: `parts-${count}`, ...spec, shards });
    t.is(dataset.digest, whole.dataset.digest, `${count} shards`);
    const { seconds: _, stages: __, dataset: ___, ...rest } = result;
    const { seconds: _s, stages: _t, dataset: _d, ...expected } = whole.result;
    t.deepEqual(rest, expected);
    const missing = services.augmentation.startImport({ spec: { name: 'x', ...spec, shards: shards.slice(1) } });
    await t.throwsAsync(missing, { message: /must be all \d shards: shard \d is missing/ });
    const others = services.augmentation.startImport({ spec: { name: 'x', ...spec, size: 48, shards } });
    await t.throwsAsync(others, { message: /must be of the same source and rule: its size is another/ });
    const training = services.trainings.startTraining({ spec: { ...small, dataset: { import: shards[0] } } });
    await t.throwsAsync(training, { message: /is a shard of an import|has not succeeded/ });
  }
});

test('what would be refused is refused before anything is sent', async (t) => {
  const folder = await folderOf(t, {
    'cats/1.png': await picture(1, 40, 30),
    'labels.csv': Buffer.from('file,label\ncats/1.png,cat\n'),
  });
  for (const [args, message] of [
    [['--size', '7'], /spec\.size is 7/],
    [['--test', '1.5'], /spec\.test is 1\.5/],
    [['--group', 'patient'], /spec\.group is "patient"/],
    [
      ['--labels', 'labels.csv', '--group', 'x'],
      /--labels is "labels\.csv": .*its heading has no x: it has file, label/,
    ],
    [['--labels', 'nothing.csv'], /--labels is "nothing\.csv": it must be a table that is there/],
    [['--shards', '0'], /--shards is 0/],
  ] as const) {
    const { code, stderr } = await run('datasets', 'import', folder, '--name', 'refused', ...args);
    t.not(code, 0);
    t.regex(stderr, message);
    t.notRegex(stderr, /upload:/);
  }
  const nowhere = await run('datasets', 'add', 'no-such-dataset', folder);
  t.regex(nowhere.stderr, /there is no dataset "no-such-dataset"/);
  t.notRegex(nowhere.stderr, /upload:/);
});

test('a file that is an archive, or an array, is uploaded as it is', async (t) => {
  t.timeout(120_000);
  const tar = pack();
  for (let seed = 0; seed < 4; seed++)
    tar.entry({ name: `${seed % 2 ? 'a' : 'b'}/${seed}.png` }, await noise(seed, 24));
  tar.finalize();
  const folder = await folderOf(t, { 'things.tar': await buffer(tar as unknown as Readable) });
  const { code, stderr } = await run(
    'datasets',
    'import',
    join(folder, 'things.tar'),
    '--name',
    'things',
    '--size',
    '32',
  );
  t.is(code, 0, stderr);
  t.deepEqual(await namesOf('things'), ['a/1.png', 'a/3.png', 'b/0.png', 'b/2.png']);
});

test('a table that names its pictures by their paths is uploaded with them', async (t) => {
  t.timeout(120_000);
  const images = ['photos/1.png', 'photos/2.png', 'photos/nowhere.png'];
  const columnData: ColumnSource[] = [
    { name: 'image', data: images, type: 'STRING' },
    { name: 'label', data: ['cat', 'dog', 'cat'], type: 'STRING' },
  ];
  const folder = await folderOf(t, {
    'train.parquet': Buffer.from(parquetWriteBuffer({ columnData })),
    'photos/1.png': await noise(1, 40),
    'photos/2.png': await noise(2, 40),
  });
  const args = ['--name', 'tabled', '--size', '32', '--max-bad', '0.5'];
  const { code, stdout, stderr } = await run('datasets', 'import', folder, ...args);
  t.is(code, 0, stderr);
  t.deepEqual(await namesOf('tabled'), images.slice(0, 2));
  t.regex(stdout, /photos\/nowhere\.png: no bytes, and no file at its path/);
  const { dataset } = await services.augmentation.getDataset({ name: 'tabled' });
  t.deepEqual(dataset?.classes, ['cat', 'dog']);
});

test('a file whose bytes have changed is sent again, though it has the size and the time of before', async (t) => {
  t.timeout(120_000);
  const bitmap = (level: number) => {
    const header = Buffer.alloc(54);
    header.write('BM');
    for (const [value, at] of [
      [54 + 192, 2],
      [54, 10],
      [40, 14],
      [8, 18],
      [8, 22],
    ] as const)
      header.writeUInt32LE(value, at);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(24, 28);
    return Buffer.concat([header, Buffer.alloc(192, level)]);
  };
  const folder = await folderOf(t, {});
  const means: (number | undefined)[] = [];
  for (const level of [51, 102, 102]) {
    if (means.length < 2) await writeFile(join(folder, '1.bmp'), bitmap(level));
    if (means.length < 2) await utimes(join(folder, '1.bmp'), 1, 1);
    const { code, stderr } = await run('datasets', 'import', folder, '--name', 'same-time', '--replace');
    t.is(code, 0, stderr);
    t.is(/uploaded before/.test(stderr), means.length === 2, stderr);
    const { dataset } = await services.augmentation.getDataset({ name: 'same-time' });
    means.push(dataset?.statistics?.mean[0]);
  }
  t.deepEqual(
    means.map((mean) => Math.round((mean ?? 0) * 255)),
    [51, 102, 102],
  );
});

test('files and folders that may not be read are left out of an upload, which is said', async (t) => {
  t.timeout(120_000);
  const folder = await folderOf(t, {
    'a/1.png': await noise(1, 24),
    'a/2.png': await noise(2, 24),
    'lost+found/3.png': await noise(3, 24),
  });
  for (const closed of ['a/2.png', 'lost+found']) await chmod(join(folder, closed), 0);
  const args = ['datasets', 'import', folder, '--name', 'readable', '--size', '32', '--labels', 'none'];
  const { code, stderr } = await parallax(args, { env: services.stack.env, isUnprivileged: true });
  await chmod(join(folder, 'lost+found'), 0o700);
  t.is(code, 0, stderr);
  t.regex(stderr, /^left out, as they can't be read: lost\+found\/, a\/2\.png$/m);
  t.deepEqual(await namesOf('readable'), ['a/1.png']);
});

test('what is not there, and what is empty, is said before anything is sent', async (t) => {
  const empty = await folderOf(t, {});
  for (const path of ['nowhere', empty]) {
    const { code, stderr } = await run('datasets', 'import', path, '--name', 'x');
    t.not(code, 0);
    t.regex(stderr, /SOURCE is .*: it must (be a file or a folder that is there|have files in it)/);
  }
  const nameless = await run('datasets', 'import', empty);
  t.regex(nameless.stderr, /--name .* must say what the dataset is to be called/);
});

const id = 'a'.repeat(64);

test('an upload that is not whole, or no tar, is refused by name', async (t) => {
  const start = (parts: number) => services.augmentation.startImport({ spec: { name: 'x', upload: { id, parts } } });
  await services.store.put(`uploads/${id}/00000.tar`, Buffer.from('no tar at all'));
  t.like(
    await t.throwsAsync(start(2), { instanceOf: ParallaxError, message: /part 1 is not there/ }),
    invalid('spec.upload', id),
  );
  const { job } = await start(1);
  for await (const { job: seen } of services.jobs.watchJob({ id: job?.id })) {
    if (seen?.status?.state === 'JOB_STATE_FAILED')
      t.regex(
        seen.status.error?.message ?? '',
        /^spec\.upload is .*: it must be whole tars, but uploads\/a+\/00000\.tar is none/,
      );
  }
  for (const request of [
    { id: 'x', parts: [0] },
    { id, parts: [] },
    { id, parts: [-1] },
    { id, parts: [100_000] },
  ])
    t.is(
      (await t.throwsAsync(services.augmentation.createImportUpload(request), { instanceOf: ParallaxError }))?.reason,
      'INVALID_FIELD',
    );
});
