import { gzipSync } from 'node:zlib';
import { folderSource, openCollection, type SourceFile } from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { tarOf, zipOf } from './support/archive.js';
import { folderOf, itemsOf, opened, places, told } from './support/collection.js';

const MiB = 1024 * 1024;

const tree = {
  'pets/train/dogs/2.jpg': 'two',
  'pets/train/cats/1.jpg': 'one',
  'pets/val/cats/3.jpg': 'three',
};
const members = Object.entries(tree);
const zipMembers = members.map(([name, content]) => ({ name, content }));

const kinds: Record<string, () => Promise<Uint8Array> | Uint8Array> = {
  '.tar': () => tarOf(...members),
  '.tar.gz': async () => gzipSync(await tarOf(...members)),
  '.tgz': async () => gzipSync(await tarOf(...members)),
  '.zip': () => zipOf(...zipMembers),
};
const expected = [
  ['pets/train/dogs/2.jpg', 'train', 'dogs', 'two'],
  ['pets/train/cats/1.jpg', 'train', 'cats', 'one'],
  ['pets/val/cats/3.jpg', 'test', 'cats', 'three'],
];

for (const [extension, make] of Object.entries(kinds)) {
  test(`a ${extension} is one unit, whose members come in their order, split and class by their paths`, async (t) => {
    const format = await opened(t, { [`photos${extension}`]: await make() });
    t.like(format, { name: 'images', isPublished: false });
    t.deepEqual(
      format.units.map(({ name }) => name),
      [`photos${extension}`],
    );
    t.deepEqual(await told(format), expected);
    // Again, since a unit may be read more than once.
    t.deepEqual(await told(format), expected);
  });

  for (const other of Object.keys(kinds).filter((each) => each !== extension)) {
    test(`what is a ${extension} by its bytes is read as such though it is named ${other}`, async (t) => {
      t.deepEqual(await told(await opened(t, { [`photos${other}`]: await make() })), expected);
    });
  }
}

test('folders are no items; leading dots and doubled slashes are no part of a path', async (t) => {
  const tar = await tarOf(
    ['./', '', { type: 'directory' }],
    ['./a/', '', { type: 'directory' }],
    ['./a//1.jpg', 'one'],
    ['./b/1.jpg', 'two'],
  );
  const zip = zipOf(
    { name: 'a/', content: '', mode: 0o040755 },
    { name: 'a/1.jpg', content: 'one' },
    { name: 'b\\1.jpg', content: 'two' },
  );
  for (const files of [{ 'x.tar': tar }, { 'x.zip': zip }] as Record<string, Buffer>[]) {
    t.deepEqual(await told(await opened(t, files)), [
      ['a/1.jpg', undefined, 'a', 'one'],
      ['b/1.jpg', undefined, 'b', 'two'],
    ]);
  }
});

test('what macOS keeps beside files is left out of archives too', async (t) => {
  const names = ['pets/cats/1.jpg', '__MACOSX/pets/cats/._1.jpg', 'pets/dogs/._2.jpg', 'pets/dogs/2.jpg', '.git/3.jpg'];
  const zip = zipOf(...names.map((name) => ({ name, content: 'x' })));
  t.deepEqual(await places(await opened(t, { 'x.zip': zip })), {
    'pets/cats/1.jpg': '- cats',
    'pets/dogs/2.jpg': '- dogs',
  });
});

test('long names come through pax headers', async (t) => {
  const name = `${'long/'.repeat(60)}é.jpg`;
  t.deepEqual(await told(await opened(t, { 'x.tar': await tarOf([name, 'one']) })), [
    [name, undefined, undefined, 'one'],
  ]);
});

test('files of many archives are named after their archives, and classes told over all of them', async (t) => {
  const format = await opened(t, {
    'a.zip': zipOf({ name: 'pets/cats/1.jpg', content: 'a' }),
    'more/b.tar': await tarOf(['pets/dogs/1.jpg', 'b'], ['../1.jpg', 'x']),
    'more/c.tar.gz': gzipSync(await tarOf(['pets/cats/1.jpg', 'c'])),
  });
  t.deepEqual(await told(format), [
    ['a/pets/cats/1.jpg', undefined, 'cats', 'a'],
    ['more/b/pets/dogs/1.jpg', undefined, 'dogs', 'b'],
    ['more/b/../1.jpg', undefined, undefined, 'refused: a path out of its archive'],
    ['more/c/pets/cats/1.jpg', undefined, 'cats', 'c'],
  ]);
});

test('archives that are called alike, or as a folder beside them is, keep their extensions in the names of their files', async (t) => {
  const format = await opened(t, {
    'a.zip': zipOf({ name: '1.jpg', content: 'a' }),
    'a.tar': await tarOf(['1.jpg', 'b']),
    'b.zip': zipOf({ name: '1.jpg', content: 'c' }),
    'b/1.jpg': Buffer.from('d'),
  });
  const names = (await told(format)).map(([name]) => name);
  t.deepEqual(names.toSorted(), ['a.tar/1.jpg', 'a.zip/1.jpg', 'b.zip/1.jpg', 'b/1.jpg']);
});

const archive = (...names: string[]) => zipOf(...names.map((name) => ({ name, content: 'x' })));

test("an archive's folder or name tells its files' split, unless their own paths do", async (t) => {
  const format = await opened(t, {
    'test/a.zip': archive('cats/1.jpg', 'dogs/1.jpg'),
    'train/cats.zip': archive('cats/1.jpg', 'dogs/1.jpg'),
    'train2017.zip': archive('train2017/1.jpg'),
    'trains.zip': archive('cats/1.jpg'),
    'val-0001.zip': archive('cats/1.jpg', 'test/cats/1.jpg'),
  });
  t.deepEqual(await places(format), {
    'test/a/cats/1.jpg': 'test cats',
    'test/a/dogs/1.jpg': 'test dogs',
    'train/cats/cats/1.jpg': 'train cats',
    'train/cats/dogs/1.jpg': 'train dogs',
    'train2017/train2017/1.jpg': 'train -',
    'trains/cats/1.jpg': '- cats',
    'val-0001/cats/1.jpg': 'train cats',
    'val-0001/test/cats/1.jpg': 'test cats',
  });
});

test('archives among other files are read beside them, and the two are told apart', async (t) => {
  const format = await opened(t, {
    'README.md': 'x',
    'cats/1.jpg': 'x',
    'dogs/1.jpg': 'x',
    'more.zip': archive('photos/dogs/1.jpg', 'photos/cats/2.jpg'),
    noname: archive('cats/1.jpg'),
  });
  t.deepEqual(
    format.units.map(({ name }) => name),
    ['README.md to noname', 'more.zip'],
  );
  t.deepEqual(await places(format), {
    'README.md': '- -',
    'cats/1.jpg': '- cats',
    'dogs/1.jpg': '- dogs',
    noname: '- -',
    'photos/dogs/1.jpg': '- dogs',
    'photos/cats/2.jpg': '- cats',
  });
});

/** The collection of one archive, and how many bytes each call of `readRange` asked for. */
async function watched(
  name: string,
  bytes: Uint8Array,
): Promise<{ source: ReturnType<typeof folderSource>; file: SourceFile; asked: number[] }> {
  const asked: number[] = [];
  const readRange = async (start: number, end: number) => {
    asked.push(end - start);
    return bytes.subarray(start, end);
  };
  const read = async () => {
    throw new Error('an archive is not read at once');
  };
  return { source: folderSource('nowhere'), file: { name, size: bytes.length, read, readRange }, asked };
}

const large = Array.from({ length: 3 }, (_, index): [string, Buffer] => [
  `${index}.jpg`,
  Buffer.alloc(20 * MiB, index + 1),
]);

for (const name of ['x.tar', 'x.zip', 'x.tgz']) {
  test(`a large ${name} is never asked for more than 8 MiB at a time`, async (t) => {
    const made = {
      'x.tar': () => tarOf(...large),
      'x.tgz': async () => gzipSync(await tarOf(...large), { level: 0 }),
      'x.zip': () => zipOf(...large.map(([name, content]) => ({ name, content, isStored: true }))),
    }[name] as () => Promise<Buffer> | Buffer;
    const { source, file, asked } = await watched(name, await made());
    const format = await openCollection(source, [file]);
    const forNames = asked.reduce((sum, each) => sum + each, 0);
    // What is compressed as a whole has to be unpacked for its names; of others only their headers are read.
    t.is(forNames > 10 * MiB, name === 'x.tgz', `${forNames} bytes`);
    let count = 0;
    for await (const { content } of format.units[0]?.read() ?? []) {
      t.true(content.kind === 'encoded' && Buffer.from(content.bytes).equals((large[count] as [string, Buffer])[1]));
      count++;
    }
    t.is(count, 3);
    t.true(Math.max(...asked) <= 8 * MiB, `${Math.max(...asked)} bytes`);
  });
}

test('many small members are read by few requests', async (t) => {
  const names = Array.from({ length: 500 }, (_, index) => `${index}.jpg`);
  for (const [name, bytes] of [
    ['x.zip', archive(...names)],
    ['x.tar', await tarOf(...names.map((each): [string, string] => [each, 'x']))],
  ] as const) {
    const { source, file, asked } = await watched(name, bytes);
    t.is((await itemsOf(await openCollection(source, [file]))).length, 500);
    t.true(asked.length <= 8, `${name}: ${asked.length} requests`);
  }
});

for (const name of ['x.tar', 'x.tgz', 'x.zip']) {
  test(`reading a ${name} ends when its signal aborts, with the signal's reason`, async (t) => {
    const format = await opened(t, { [name]: await (kinds[name.slice(1)] as () => Buffer)() });
    const abort = new AbortController();
    const names: string[] = [];
    const reading = async () => {
      for await (const item of format.units[0]?.read(abort.signal) ?? []) {
        names.push(item.name);
        abort.abort(new Error('enough'));
      }
    };
    await t.throwsAsync(reading, { message: 'enough' });
    t.is(names.length, 1);
  });

  test(`opening a ${name} ends when its signal aborts`, async (t) => {
    const source = folderSource(await folderOf(t, { [name]: await (kinds[name.slice(1)] as () => Buffer)() }));
    const opening = openCollection(source, await source.list(), AbortSignal.abort(new Error('enough')));
    await t.throwsAsync(opening, { message: 'enough' });
  });

  test(`what a source throws while a ${name} is read is thrown as it is`, async (t) => {
    const { source, file } = await watched(name, await (kinds[name.slice(1)] as () => Buffer)());
    const gone = new ParallaxError('UNAVAILABLE', 'the store is gone');
    const failing = { ...file, readRange: () => Promise.reject(gone) };
    t.is(await t.throwsAsync(openCollection(source, [failing])), gone);
  });

  test(`a reader of a ${name} may stop early`, async (t) => {
    const format = await opened(t, { [name]: await (kinds[name.slice(1)] as () => Buffer)() });
    for await (const { name: first } of format.units[0]?.read() ?? []) {
      t.is(first, 'pets/train/dogs/2.jpg');
      break;
    }
  });
}

test('an archive that has become shorter since it was listed is refused', async (t) => {
  const { source, file } = await watched('x.tar', await tarOf(['a.jpg', 'x']));
  const shorter = { ...file, size: file.size + 1 };
  await t.throwsAsync(openCollection(source, [shorter]), { message: /x\.tar is none: it ends after 2048 bytes/ });
});
