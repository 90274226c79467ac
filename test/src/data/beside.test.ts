import { folderSource, openFormat, type Source } from '@parallax/data';
import test, { type ExecutionContext } from 'ava';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { invalid } from '../support/errors.js';
import { zipOf } from './support/archive.js';
import { folderOf, itemsOf } from './support/collection.js';

/** Two grey pictures of 8×8, or as many labels. */
function array(shape: '(2, 8, 8)' | '(2,)' = '(2, 8, 8)'): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117, ' ');
  const start = Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1');
  return Buffer.concat([start, Buffer.from(`${header}\n`), Buffer.alloc(shape === '(2,)' ? 2 : 128, 1)]);
}

/** A table with a column of pictures, or with one of something else. */
function table(column: 'image' | 'a'): Buffer {
  const data = column === 'image' ? [Buffer.from('x'), Buffer.from('y')] : ['x', 'y'];
  const type = column === 'image' ? ('BYTE_ARRAY' as const) : ('STRING' as const);
  return Buffer.from(parquetWriteBuffer({ columnData: [{ name: column, data, type }] }));
}

const archive = (...names: string[]) => zipOf(...names.map((name) => ({ name, content: 'x' })));

async function opened(t: ExecutionContext, files: Record<string, string | Uint8Array>) {
  const format = await openFormat(folderSource(await folderOf(t, files)), AbortSignal.timeout(10_000));
  const { name, unread, others } = format;
  return { name, others, unread: Object.fromEntries((unread ?? []).map((each) => [each.name, each.reason])), format };
}

test('whatever is of another format than the rest is left out by its name', async (t) => {
  const { format: _, ...beside } = await opened(t, {
    'README.md': 'x',
    'a.npy': array(),
    'b.npz': archive('w.npy'),
    'logo.png': 'x',
    'more.tar': 'x',
    'p.parquet': table('image'),
    'q.parquet': table('a'),
  });
  t.deepEqual(beside, {
    name: 'parquet',
    others: 1,
    unread: {
      'a.npy': 'arrays beside parquet are not read: import it by itself',
      'b.npz': 'arrays beside parquet are not read: import it by itself',
      'logo.png': 'pictures beside parquet are not read: import them by themselves',
      'more.tar': 'pictures beside parquet are not read: import them by themselves',
      'q.parquet': 'it has no column of pictures, such as image: its columns are a',
    },
  });
});

test('arrays beside other arrays are left out by their names too', async (t) => {
  const files = {
    'x_train.npy': array(),
    'y_train.npy': array('(2,)'),
    'features.npy': array(),
    'p.parquet': table('image'),
  };
  const { format: _, ...beside } = await opened(t, { ...files, LICENCE: 'x' });
  const reason = 'arrays beside npy are not read: import it by itself';
  t.deepEqual(beside, { name: 'npy', others: 1, unread: { 'features.npy': reason, 'p.parquet': reason } });
  const records = Buffer.alloc(3073);
  const cifar = await opened(t, {
    'data_batch_1.bin': records,
    'readme.html': 'x',
    'x.npy.bak': 'x',
    'more.parquet': table('a'),
  });
  t.like(cifar, { name: 'cifar10', others: 2 });
  t.deepEqual(cifar.unread, { 'more.parquet': 'arrays beside cifar10 are not read: import it by itself' });
});

test('arrays beside pictures or archives are left out by name, and counted no second time', async (t) => {
  const { format, unread } = await opened(t, {
    'a.zip': archive('cats/1.jpg'),
    'f.npy': array(),
    'p.parquet': table('a'),
  });
  const reason = 'arrays beside pictures are not read: import it by itself';
  t.deepEqual(unread, { 'f.npy': reason, 'p.parquet': reason });
  t.deepEqual(
    (await itemsOf(format)).map(({ name }) => name),
    ['cats/1.jpg'],
  );
});

test('of tables and arrays without pictures it is told why they are none', async (t) => {
  const { format, unread } = await opened(t, { 'noimg.parquet': table('a'), 'f.npy': array(), 'g.npy': array() });
  t.deepEqual(await itemsOf(format), []);
  t.is(unread['noimg.parquet'], 'it has no column of pictures, such as image: its columns are a');
  t.regex(unread['f.npy'] ?? '', /is read where it is named as published ones are: x_train/);
});

test('what macOS and hidden folders keep beside pictures is counted, in archives too', async (t) => {
  const { others } = await opened(t, {
    '__MACOSX/a/._0.png': 'x',
    '.git/config': 'x',
    'a/0.png': 'x',
    'b.zip': archive('__MACOSX/._1.png', 'b/1.png'),
  });
  t.is(others, 3);
});

test('a table that is broken is left out by name beside pictures, and beside tables that are not', async (t) => {
  const broken = table('image').subarray(0, -9);
  const beside: Record<string, string | Uint8Array>[] = [{ 'a.jpg': 'x' }, { 'more.parquet': table('image') }];
  for (const files of beside) {
    const { format, unread } = await opened(t, { ...files, 'broken.parquet': broken });
    const items = await itemsOf(format);
    t.is(items.length, 'a.jpg' in files ? 1 : 2);
    t.true(items.every(({ content }) => content.kind === 'encoded'));
    t.deepEqual(Object.keys(unread), ['broken.parquet']);
  }
  await t.throwsAsync(opened(t, { 'broken.parquet': broken, 'README.md': 'x' }), {
    message: /broken\.parquet is broken/,
  });
});

test('a table among others that breaks while it is read ends none of them', async (t) => {
  const late = table('image').fill(0xff, 4, 8);
  const { format } = await opened(t, { 'a.parquet': late, 'b.parquet': table('image') });
  const [first, ...others] = await itemsOf(format);
  t.like(first, { name: 'a.parquet, row group 0', content: { kind: 'refused' } });
  t.is(others.length, 2);
});

test('files of other kinds that are called as parts of CIFAR-100 are none of it where pictures lie beside', async (t) => {
  const stray = {
    'test.bin': 'firmware',
    'b/train.bin': '',
    'b/test': Buffer.from([0x80, 2, 7]),
    'c/test': 'x',
    'd/test': 'y',
  };
  const { format } = await opened(t, { ...stray, 'a/1.jpg': 'x' });
  t.is(format.name, 'images');
  await t.throwsAsync(opened(t, { 'test.bin': 'firmware', 'README.md': 'x' }), { message: /test\.bin is broken/ });
  const whole = Buffer.alloc(3074);
  await t.throwsAsync(opened(t, { 'test.bin': whole, 'a.jpg': 'x' }), { message: /cifar100 and 1 files of pictures/ });
});

for (const name of [
  'train-images-idx3-ubyte',
  'train-images-idx3-ubyte.gz',
  'data_batch_1.bin',
  'data_batch_1',
  'x_train.npy',
  'mnist.npz',
  'train.parquet',
]) {
  test(`an array that may not be read, ${name}, is refused by its name, and so is one that has gone`, async (t) => {
    for (const [code, why] of [
      ['EACCES', 'not readable by this service'],
      ['ENOENT', 'gone since the import began'],
    ]) {
      const fail = async () => {
        throw Object.assign(new Error('as the system says'), { code });
      };
      const source: Source = {
        field: 'folder',
        value: 'here',
        read: fail,
        list: async () => [{ name, size: 30_730_000, read: fail, readRange: fail }],
      };
      const error = await t.throwsAsync(async () => itemsOf(await openFormat(source, AbortSignal.timeout(10_000))));
      t.like(error, invalid('folder', 'here'));
      t.true(error?.message.includes(name) && error.message.endsWith(`it is ${why}`), error?.message);
    }
  });
}
