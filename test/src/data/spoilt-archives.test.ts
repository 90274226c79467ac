import { gzipSync } from 'node:zlib';
import { folderSource, openCollection } from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { tarOf, type ZipMember, zipOf } from './support/archive.js';
import { folderOf, itemsOf, opened, told } from './support/collection.js';

const MiB = 1024 * 1024;

const refusedInTar: Record<string, Parameters<typeof tarOf>> = {
  'a path out of its archive': [
    ['/etc/1.jpg', 'x'],
    ['../1.jpg', 'x'],
    ['a/../../1.jpg', 'x'],
    ['a\\..\\1.jpg', 'x'],
    ['\\1.jpg', 'x'],
    ['C:\\1.jpg', 'x'],
  ],
  'a link': [
    ['1.jpg', '', { type: 'symlink', linkname: '/etc/passwd' }],
    ['2.jpg', '', { type: 'link', linkname: 'a.jpg' }],
  ],
  'no plain file': [
    ['1.jpg', '', { type: 'character-device' }],
    ['2.jpg', '', { type: 'block-device' }],
    ['3.jpg', '', { type: 'fifo' }],
  ],
  'larger than 64 MiB': [['1.jpg', Buffer.alloc(64 * MiB + 1)]],
  empty: [['1.jpg', '']],
};

for (const [why, spoilt] of Object.entries(refusedInTar)) {
  test(`in a tar, what is ${why} is refused, and the others are read`, async (t) => {
    const tar = await tarOf(['a.jpg', 'before'], ...spoilt, ['b.jpg', 'after']);
    for (const file of [{ 'x.tar': tar }, { 'x.tgz': gzipSync(tar, { level: 1 }) }] as Record<string, Buffer>[]) {
      t.deepEqual(await told(await opened(t, file)), [
        ['a.jpg', undefined, undefined, 'before'],
        ...spoilt.map(([name]) => [name, undefined, undefined, `refused: ${why}`]),
        ['b.jpg', undefined, undefined, 'after'],
      ]);
    }
  });
}

const plain = { name: '1.jpg', content: 'some text '.repeat(100) };
const refusedInZip: [what: string, member: ZipMember, why: string][] = [
  ['an absolute path', { ...plain, name: '/etc/1.jpg' }, 'a path out of its archive'],
  ['a drive', { ...plain, name: 'C:/1.jpg' }, 'a path out of its archive'],
  ['a path upwards', { ...plain, name: 'a/../../1.jpg' }, 'a path out of its archive'],
  ['a symbolic link', { ...plain, mode: 0o120777 }, 'a link'],
  ['a device', { ...plain, mode: 0o020666 }, 'no plain file'],
  ['what is encrypted', { ...plain, flags: 1 }, 'encrypted'],
  ['what LZMA packed', { ...plain, method: 14 }, 'packed by method 14'],
  ['what says that it is over 64 MiB', { ...plain, size: 64 * MiB + 1 }, 'larger than 64 MiB'],
  ['what is over 64 MiB packed', { ...plain, packedSize: 65 * MiB }, 'larger than 64 MiB'],
  ['an empty file', { ...plain, content: '' }, 'empty'],
  ['what is larger than it says', { ...plain, size: 999 }, 'damaged, or larger than its archive says'],
  ['what is smaller than it says', { ...plain, size: 1_001 }, 'of another size than its archive says'],
  [
    'what is stored and of another size',
    { ...plain, isStored: true, size: 999 },
    'of another size than its archive says',
  ],
  ['what is not deflated', { ...plain, isStored: true, method: 8 }, 'damaged, or larger than its archive says'],
  ['a wrong checksum', { ...plain, crc: 1 }, 'of a wrong checksum'],
  ['a wrong checksum of what is stored', { ...plain, isStored: true, crc: 1 }, 'of a wrong checksum'],
];

for (const [what, member, why] of refusedInZip) {
  test(`in a zip, ${what} is refused, and the others are read`, async (t) => {
    const zip = zipOf({ name: 'a.jpg', content: 'before' }, member, {
      name: 'b.jpg',
      content: 'after',
      isStored: true,
    });
    t.deepEqual(await told(await opened(t, { 'x.zip': zip })), [
      ['a.jpg', undefined, undefined, 'before'],
      [member.name, undefined, undefined, `refused: ${why}`],
      ['b.jpg', undefined, undefined, 'after'],
    ]);
  });
}

/** With another checksum of what it unpacks to. */
function spoiltEnd(gzipped: Buffer): Buffer {
  return gzipped.fill(0, gzipped.length - 8, gzipped.length - 4);
}

const broken: Record<string, [name: string, make: () => Promise<Buffer>, message: RegExp]> = {
  'a tar that is cut off in a file': [
    'x.tar',
    async () => (await tarOf(['a.jpg', Buffer.alloc(9_999)])).subarray(0, 5_000),
    /Unexpected end of data/,
  ],
  'a tar that is cut off in a header': [
    'x.tar',
    async () => (await tarOf(['a.jpg', 'x'])).subarray(0, 300),
    /Unexpected end/,
  ],
  'a tar with a broken header': [
    'x.tar',
    async () => (await tarOf(['a.jpg', 'x'])).fill('x', 0, 9),
    /Invalid tar header/,
  ],
  'a tar.gz that is cut off': [
    'x.tar.gz',
    async () => gzipSync(await tarOf(['a.jpg', 'x'])).subarray(0, -20),
    /unexpected end of file/,
  ],
  'a tar.gz with a wrong checksum': [
    'x.tar.gz',
    async () => spoiltEnd(gzipSync(await tarOf(['a.jpg', 'x']))),
    /incorrect data check/,
  ],
  'a tar.gz of something else': ['x.tgz', async () => gzipSync('x'.repeat(2_000)), /Invalid tar header/],
  'a zip that is cut off': ['x.zip', async () => zipOf(plain).subarray(0, -10), /file is truncated/],
  'a zip without its beginning': ['x.zip', async () => zipOf(plain).subarray(10), /./],
  'a zip of something else': ['x.zip', async () => Buffer.from('hello'), /not a zip file/],
  'a zip that says to unpack to a thousand times its size and more': [
    'x.zip',
    async () =>
      zipOf(...Array.from({ length: 20 }, (_, index) => ({ ...plain, name: `${index}.jpg`, size: 64 * MiB }))),
    /unpack to more than/,
  ],
};

for (const [what, [name, make, message]] of Object.entries(broken)) {
  test(`${what} is refused, by the source and the archive`, async (t) => {
    const bytes = await make();
    const source = folderSource(await folderOf(t, { 'sub/notes.txt': 'x', [`sub/${name}`]: bytes }));
    const reading = async () => itemsOf(await openCollection(source, await source.list()));
    const error = await t.throwsAsync(reading, { instanceOf: ParallaxError });
    t.is(error.reason, 'INVALID_FIELD');
    t.is(error.metadata.field, 'folder');
    t.true(error.message.includes(`it must hold whole archives, but sub/${name} is none: `), error.message);
    t.regex(error.message, message);
    const beside = { 'sub/ok.jpg': 'x', 'more.tar': await tarOf(['b.jpg', 'y']) };
    for (const [other, content] of Object.entries(beside)) {
      const format = await opened(t, { [other]: content, [`sub/${name}`]: bytes });
      t.deepEqual(
        (await itemsOf(format)).map((item) => item.name),
        [other === 'more.tar' ? 'b.jpg' : other],
      );
      t.deepEqual(
        format.unread?.map((each) => each.name),
        [`sub/${name}`],
      );
      t.regex(format.unread?.[0]?.reason ?? '', /^must hold whole archives, but /);
    }
  });
}

test('of an archive among others that breaks while it is read, what stood before is read', async (t) => {
  const zip = zipOf({ ...plain, name: '1.jpg' }, { ...plain, name: '2.jpg' });
  zip.fill('x', zip.indexOf('PK\x03\x04', 1), zip.indexOf('PK\x03\x04', 1) + 4);
  const items = await told(await opened(t, { 'a.zip': zip, 'b.jpg': 'x' }));
  t.deepEqual(
    items.map(([name]) => name),
    ['b.jpg', '1.jpg', 'a.zip'],
  );
  t.regex(String(items[2]?.[3]), /^refused: must hold whole archives, but a\.zip is none: /);
  await t.throwsAsync(async () => told(await opened(t, { 'a.zip': zip })), { message: /must hold whole archives/ });
});
