import { execFile } from 'node:child_process';
import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  collectionLimits,
  decodeItem,
  folderSource,
  openCollection,
  openFormat,
  pathsSource,
  type SourceFile,
} from '@parallax/data';
import test from 'ava';
import { unprivileged } from '../support/unprivileged.js';
import { zipOf } from './support/archive.js';
import { folderOf, itemsOf, opened, places, told } from './support/collection.js';

test('every file of a tree is an item, in the order of the names, as its bytes', async (t) => {
  const format = await opened(t, {
    'b.png': 'two',
    'a.jpg': 'one',
    'Thumbs.db': 'no picture',
    '.DS_Store': 'nor this',
  });
  t.like(format, { name: 'images', isPublished: false });
  t.is(format.classes, undefined);
  t.deepEqual(await told(format), [
    ['.DS_Store', undefined, undefined, 'nor this'],
    ['Thumbs.db', undefined, undefined, 'no picture'],
    ['a.jpg', undefined, undefined, 'one'],
    ['b.png', undefined, undefined, 'two'],
  ]);
});

test('a folder is a class, and folders below it do not matter', async (t) => {
  const files = { 'cats/1.jpg': 'a', 'cats/2020/may/2.jpg': 'b', 'dogs/1.jpg': 'c', 'flat.jpg': 'd' };
  t.deepEqual(await places(await opened(t, files)), {
    'cats/1.jpg': '- cats',
    'cats/2020/may/2.jpg': '- cats',
    'dogs/1.jpg': '- dogs',
    'flat.jpg': '- -',
  });
});

const layouts: Record<string, Record<string, string>> = {
  'folders for splits are passed over, and the next one is the class': {
    'train/cats/1.jpg': 'train cats',
    'train/dogs/1.jpg': 'train dogs',
    'test/cats/1.jpg': 'test cats',
    'test/flat.jpg': 'test -',
  },
  'a folder val is the test split where there is no other': { 'train/a/1.jpg': 'train a', 'val/a/1.jpg': 'test a' },
  'so is valid': { 'train/a/1.jpg': 'train a', 'valid/a/1.jpg': 'test a' },
  'and Validation, whose capitals do not matter': { 'Train/a/1.jpg': 'train a', 'Validation/a/1.jpg': 'test a' },
  'a folder val counts as train where there is a folder test': {
    'train/a/1.jpg': 'train a',
    'val/a/1.jpg': 'train a',
    'test/a/1.jpg': 'test a',
  },
  'folders that all share at the top are passed over': {
    'data/imagenette2/train/a/1.jpg': 'train a',
    'data/imagenette2/val/b/1.jpg': 'test b',
  },
  'but never one that is called as a split': { 'train/cats/1.jpg': 'train cats', 'train/cats/2.jpg': 'train cats' },
  'a class of all pictures at the top is none': { 'photos/1.jpg': '- -', 'photos/2.jpg': '- -' },
  'files that are not named as pictures do not count for what all share': {
    'README.md': '- -',
    'pets/cats/1.jpg': '- cats',
    'pets/dogs/1.jpg': '- dogs',
    'pets/labels.csv': '- -',
  },
  'a folder below the classes is no split': { 'cats/test/1.jpg': '- cats', 'dogs/1.jpg': '- dogs' },
};

for (const [what, expected] of Object.entries(layouts)) {
  test(what, async (t) => {
    const files = Object.fromEntries(Object.keys(expected).map((name) => [name, 'bytes']));
    t.deepEqual(await places(await opened(t, files)), expected);
  });
}

test('what macOS keeps beside files, and what lies in hidden folders, is left out', async (t) => {
  const files = {
    '.git/objects/1.jpg': 'a',
    '__MACOSX/pets/._1.jpg': 'b',
    'pets/cats/._1.jpg': 'c',
    'pets/cats/.thumbnails/1.jpg': 'd',
    'pets/cats/1.jpg': 'e',
    'pets/dogs/1.jpg': 'f',
  };
  t.deepEqual(await places(await opened(t, files)), { 'pets/cats/1.jpg': '- cats', 'pets/dogs/1.jpg': '- dogs' });
});

test('a file of no bytes or of more than 64 MiB is refused without being read', async (t) => {
  const folder = await folderOf(t, { 'empty.jpg': '', 'large.jpg': '', 'most.jpg': '' });
  await truncate(join(folder, 'large.jpg'), 64 * 1024 * 1024 + 1);
  await truncate(join(folder, 'most.jpg'), 64 * 1024 * 1024);
  const source = folderSource(folder);
  const read: string[] = [];
  const files = (await source.list()).map((file) => ({
    ...file,
    read: async () => {
      read.push(file.name);
      return Buffer.from('read');
    },
  }));
  t.deepEqual(await told(await openCollection(source, files)), [
    ['empty.jpg', undefined, undefined, 'refused: empty'],
    ['large.jpg', undefined, undefined, 'refused: larger than 64 MiB'],
    ['most.jpg', undefined, undefined, 'read'],
  ]);
  t.deepEqual(read, ['most.jpg']);
});

test('what is empty or over 64 MiB is a bad picture where it is called one, and else no picture', async (t) => {
  const empty = (name: string) => ({ name, content: '' });
  const large = (name: string) => ({ name, content: 'x', packedSize: 65 * 1024 ** 2 });
  const zip = zipOf(empty('1.png'), empty('1.txt'), large('2.png'), large('2.json'));
  const files = { 'a.jpg': '', 'a.txt': '', '.gitkeep': '', 'b.jpg': '', 'coco.json': '', 'c.zip': zip };
  const folder = await folderOf(t, files);
  for (const name of ['b.jpg', 'coco.json']) await truncate(join(folder, name), 64 * 1024 ** 2 + 1);
  const source = folderSource(folder);
  const options = {
    fit: { size: 8, rule: 'crop' },
    limits: collectionLimits,
    signal: AbortSignal.timeout(10_000),
  } as const;
  const outcomes: Record<string, string> = {};
  for (const item of await itemsOf(await openCollection(source, await source.list())))
    outcomes[item.name] = (await decodeItem(item, options)).kind;
  t.deepEqual(outcomes, {
    ...{ 'a.jpg': 'bad', 'a.txt': 'other', '.gitkeep': 'other', 'b.jpg': 'bad', 'coco.json': 'other' },
    ...{ '1.png': 'bad', '1.txt': 'other', '2.png': 'bad', '2.json': 'other' },
  });
});

test('a file that is gone when it is read is refused, and the others are read', async (t) => {
  const folder = await folderOf(t, { 'a.jpg': 'a', 'b.jpg': 'b' });
  const source = folderSource(folder);
  const collection = await openCollection(source, await source.list());
  await rm(join(folder, 'a.jpg'));
  t.deepEqual(await told(collection), [
    ['a.jpg', undefined, undefined, 'refused: gone since the import began'],
    ['b.jpg', undefined, undefined, 'b'],
  ]);
});

for (const [code, why] of [
  ['EACCES', 'not readable by this service'],
  ['EPERM', 'not readable by this service'],
] as const) {
  test(`a file that a service may not read (${code}) is refused, and a disk that fails ends the reading`, async (t) => {
    const failing = (error: Error): SourceFile => {
      const read = () => Promise.reject(error);
      return { name: 'a.jpg', size: 1, read, readRange: read };
    };
    const source = folderSource('nowhere');
    const refused = failing(Object.assign(new Error(code), { code }));
    t.deepEqual(await told(await openCollection(source, [refused])), [
      ['a.jpg', undefined, undefined, `refused: ${why}`],
    ]);
    const broken = Object.assign(new Error('the disk fails'), { code: 'EIO' });
    await t.throwsAsync(async () => told(await openCollection(source, [failing(broken)])), { is: broken });
  });
}

test('a unit has at most 1,000 files and 256 MiB', async (t) => {
  const file = (index: number, size: number): SourceFile => {
    const read = async () => new Uint8Array(1);
    return { name: `${String(index).padStart(4, '0')}.jpg`, size, read, readRange: read };
  };
  const source = folderSource('nowhere');
  const counts = async (files: SourceFile[]) => {
    const { units } = await openCollection(source, files);
    return Promise.all(
      units.map(async (unit) => (await itemsOf({ name: '', isPublished: false, units: [unit] })).length),
    );
  };
  t.deepEqual(await counts(Array.from({ length: 2_001 }, (_, index) => file(index, 1))), [1_000, 1_000, 1]);
  t.deepEqual(await counts(Array.from({ length: 9 }, (_, index) => file(index, 64 * 1024 * 1024))), [4, 4, 1]);
  // What is too large isn't read, and takes no part of the bytes.
  t.deepEqual(await counts(Array.from({ length: 9 }, (_, index) => file(index, 2 ** 40))), [9]);
  const { units } = await openCollection(source, [file(1, 1), file(2, 1)]);
  t.deepEqual(
    units.map(({ name }) => name),
    ['0001.jpg to 0002.jpg'],
  );
});

test('a collection without files has no units', async (t) => {
  t.deepEqual((await opened(t, {})).units, []);
});

test('reading ends when its signal aborts', async (t) => {
  const folder = await folderOf(t, { 'a.jpg': 'a', 'b.jpg': 'b' });
  const source = folderSource(folder);
  const [unit] = (await openCollection(source, await source.list())).units;
  const abort = new AbortController();
  const names: string[] = [];
  const reading = async () => {
    for await (const { name } of unit?.read(abort.signal) ?? []) {
      names.push(name);
      abort.abort(new Error('enough'));
    }
  };
  await t.throwsAsync(reading, { message: 'enough' });
  t.deepEqual(names, ['a.jpg']);
});

test('links are told of and not followed, be it to a file, to a folder, or to nothing', async (t) => {
  const folder = await folderOf(t, { 'cats/1.jpg': 'a', 'dogs/1.jpg': 'b' });
  await symlink(join(folder, 'cats'), join(folder, 'copy'));
  await symlink(join(folder, 'cats/1.jpg'), join(folder, 'dogs/2.jpg'));
  await symlink('/nowhere', join(folder, 'dogs/3.jpg'));
  const source = folderSource(folder);
  t.deepEqual(await told(await openCollection(source, await source.list())), [
    ['cats/1.jpg', undefined, 'cats', 'a'],
    ['copy', undefined, undefined, 'refused: a link'],
    ['dogs/1.jpg', undefined, 'dogs', 'b'],
    ['dogs/2.jpg', undefined, 'dogs', 'refused: a link'],
    ['dogs/3.jpg', undefined, 'dogs', 'refused: a link'],
  ]);
});

test('a file or a folder whose name is no UTF-8 is left out by name, and the others are read', async (t) => {
  const folder = await folderOf(t, { 'cats/1.jpg': 'a', 'dogs/1.jpg': 'b' });
  const bytes = (text: string) => Buffer.from(`${folder}/${text}`, 'latin1');
  await writeFile(bytes('dogs/k\xf6ter.jpg'), 'c');
  await mkdir(bytes('b\xe4ren'));
  await writeFile(bytes('b\xe4ren/1.jpg'), 'd');
  const format = await openFormat(folderSource(folder), AbortSignal.timeout(10_000));
  t.deepEqual(Object.keys(await places(format)), ['cats/1.jpg', 'dogs/1.jpg']);
  const reason = 'of a name that is no UTF-8';
  t.deepEqual(format.unread, [
    { name: 'b\ufffdren/', reason },
    { name: 'dogs/k\ufffdter.jpg', reason },
  ]);
});

test('a folder that may not be read, such as lost+found, is left out by name, and one alone is refused', async (t) => {
  const folder = await folderOf(t, { 'cats/1.jpg': 'a', 'lost+found/2.jpg': 'b', '.cache/3.jpg': 'c', 'd/4.zip': 'd' });
  for (const closed of ['lost+found', '.cache', 'd/4.zip']) await chmod(join(folder, closed), 0);
  const script = `
    import { folderSource, openFormat } from '@parallax/data';
    const { units, unread, others } = await openFormat(folderSource(process.argv[1]), AbortSignal.timeout(10_000));
    const names = [];
    for (const unit of units) for await (const { name } of unit.read()) names.push(name);
    const alone = await folderSource(process.argv[1] + '/lost+found').list().catch(({ message }) => message);
    console.log(JSON.stringify({ names, unread, others, alone }));`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const [command = '', ...args] = [...unprivileged, process.execPath, '--input-type=module', '-e', script, folder];
  const { stdout } = await promisify(execFile)(command, args, { cwd });
  for (const closed of ['lost+found', '.cache']) await chmod(join(folder, closed), 0o700);
  const { alone, ...found } = JSON.parse(stdout);
  t.deepEqual(found, {
    names: ['cats/1.jpg'],
    unread: [
      { name: 'lost+found/', reason: 'not readable by this service' },
      { name: 'd/4.zip', reason: 'must hold whole archives, but d/4.zip is none: it is not readable by this service' },
    ],
    others: 1,
  });
  t.regex(alone, /^folder is ".*lost\+found": it must be a folder that can be read: it is not readable/);
});

test('a folder that all pictures share is a class where one of that name is known', async (t) => {
  const folder = await folderOf(t, { 'new/cats/1.jpg': 'a', 'new/cats/2/3.jpg': 'b' });
  const source = folderSource(folder);
  const labelsWith = async (...classes: string[]) => {
    const format = await openFormat(source, AbortSignal.timeout(10_000), classes);
    return (await itemsOf(format)).map(({ label }) => label);
  };
  t.deepEqual(await labelsWith(), [undefined, '2']);
  t.deepEqual(await labelsWith('dogs'), [undefined, '2']);
  t.deepEqual(await labelsWith('dogs', 'cats'), ['cats', 'cats']);
});

test('classes are those below each path that is named, and of single files the folders that hold them', async (t) => {
  const folder = await folderOf(t, { 'photos/cats/1.jpg': 'a', 'photos/dogs/1.jpg': 'b', 'flat/1.jpg': 'c' });
  const labelsOf = async (...paths: string[]) => {
    const source = pathsSource(paths.map((path) => join(folder, path)));
    return (await itemsOf(await openCollection(source, await source.list()))).map(({ label }) => label);
  };
  t.deepEqual(await labelsOf('photos'), ['cats', 'dogs']);
  t.deepEqual(await labelsOf('photos', 'flat'), ['cats', 'dogs', undefined]);
  t.deepEqual(await labelsOf('photos/cats/1.jpg', 'photos/dogs/1.jpg'), ['cats', 'dogs']);
});

test('the class that a path tells is the same whatever other paths are named with it', async (t) => {
  const pets = (folder: string) =>
    zipOf(...['cats', 'dogs'].map((pet) => ({ name: `${folder}/${pet}/1.jpg`, content: 'x' })));
  const folder = await folderOf(t, {
    'deep/photos/cats/1.jpg': 'a',
    'deep/photos/dogs/1.jpg': 'b',
    'photos/cats/1.jpg': 'a',
    'photos/dogs/1.jpg': 'b',
    'flat/1.jpg': 'c',
    'photos.zip': pets('photos'),
    'others.zip': pets('others/more'),
  });
  const labelsOf = async (...paths: string[]) => {
    const source = pathsSource(paths.map((path) => join(folder, path)));
    return (await itemsOf(await openCollection(source, await source.list()))).map(({ label }) => label);
  };
  // Archives come behind files.
  const paths = ['deep', 'photos', 'flat', 'flat/1.jpg', 'photos/cats/1.jpg', 'photos.zip', 'others.zip'];
  const alone = await Promise.all(paths.map((path) => labelsOf(path)));
  const pet = ['cats', 'dogs'];
  t.deepEqual(alone, [pet, pet, [undefined], ['flat'], ['cats'], pet, pet]);
  t.deepEqual(await labelsOf(...paths), alone.flat());
});

test('what an archive holds is named below it, wherever it lies in the paths that are named', async (t) => {
  const folder = await folderOf(t, {
    'enc.zip': zipOf({ name: 'x.png', content: 'x', flags: 1 }),
    'phd/photos.zip': zipOf({ name: 'photos/1.jpg', content: 'x' }),
    'phd/photos/1.jpg': 'x',
  });
  const namesOf = async (...paths: string[]) => {
    const source = pathsSource(paths.map((path) => join(folder, path)));
    const items = await itemsOf(await openCollection(source, await source.list()));
    return items.map(({ name }) => name.replace(`${folder}/`, ''));
  };
  t.deepEqual(await namesOf('enc.zip'), ['enc.zip/x.png']);
  t.deepEqual(await namesOf('phd'), ['photos/1.jpg', 'photos.zip/photos/1.jpg']);
  t.deepEqual(await namesOf('phd', 'enc.zip'), ['phd/photos/1.jpg', 'phd/photos.zip/photos/1.jpg', 'enc.zip/x.png']);
});

test('a file whose path names no folder has no class', async (t) => {
  const placedOf = async (path: string) => (await pathsSource([path]).list()).map(({ placed }) => placed);
  for (const path of ['package.json', './package.json', '../package.json'])
    t.deepEqual(await placedOf(path), ['package.json']);
  t.deepEqual(await placedOf('../test/./package.json'), ['test/package.json']);
});
