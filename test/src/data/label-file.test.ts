import { readLabelFile } from '@parallax/data';
import test from 'ava';
import { sourceOf } from './support/arrays.js';

const read = (text: string | Uint8Array, group?: string) =>
  readLabelFile(sourceOf({ 'labels.csv': Buffer.from(text) }), 'labels.csv', group);

test('pictures whose cell of the group’s column is empty are of no group', async (t) => {
  const rows = await read('file,patient\n1.png,p1\n2.png,\n3.png,\n', 'patient');
  t.deepEqual(
    [...rows],
    [
      ['1.png', { group: 'p1' }],
      ['2.png', {}],
      ['3.png', {}],
    ],
  );
});

test('what a table calls val is held out, unless it calls something test too', async (t) => {
  const splitsOf = async (...words: string[]) => {
    const rows = await read(`file,split\n${words.map((word, at) => `${at}.png,${word}\n`).join('')}`);
    return [...rows.values()].map(({ split }) => split);
  };
  t.deepEqual(await splitsOf('train', 'Val', ''), ['train', 'test', undefined]);
  t.deepEqual(await splitsOf('train', 'validation', 'test'), ['train', 'train', 'test']);
});

test('a table that is no UTF-8 is refused, and a mark of UTF-8 before it is none of its heading', async (t) => {
  const text = 'file,label\na.png,schän\nb.png,schön\n';
  const rows = await read(`\ufeff${text}`);
  t.deepEqual([...rows.values()], [{ label: 'schän' }, { label: 'schön' }]);
  const others = [
    Buffer.from(text, 'latin1'),
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    Buffer.from('file,label\na.png,x\n', 'utf16le'),
  ];
  for (const bytes of others) await t.throwsAsync(read(bytes), { message: 'it is no UTF-8: save it as CSV UTF-8' });
});

const delimited: Record<string, [text: string, label: string]> = {
  'a semicolon in a table with commas': ['file,label\na.png,norm; x\n', 'norm; x'],
  'a comma in a table with semicolons': ['\r\n\r\nfile;label\r\na.png;norm, x\r\n', 'norm, x'],
  'a comma in a table with tabs': ['file\tlabel\na.png\tnorm, x\n', 'norm, x'],
  'a tab in a table with commas': ['file,label\na.png,norm\tx\n', 'norm\tx'],
  'a comma under a heading that has one in quotes': ['"a,\nb, c";file;label\n1;a.png;norm, x\n', 'norm, x'],
  'a comma behind tabs of which the first begins the heading': [
    '\tfile\tlabel, or none\tclass\n0\ta.png\t\tx, y\n',
    'x, y',
  ],
};

for (const [what, [text, label]] of Object.entries(delimited)) {
  test(`${what} is of the class's name`, async (t) => {
    t.deepEqual([...(await read(text))], [['a.png', { label }]]);
  });
}

const refused: Record<string, [text: string, message: string]> = {
  'no column that says anything': [
    'filename,klass\na.png,x\n',
    'its heading has none of label, class, category, target, y, split, set, fold, so that it says nothing of a file: it has filename, klass',
  ],
  'nothing in its columns': [
    'file,label,split\na.png,,\n',
    'it says nothing of any file: no row has anything in its columns label, split',
  ],
  'a heading and no rows': ['file,label\n', 'it says nothing of any file: no row has anything in its columns label'],
  'a column twice': ['file,label, Label\na.png,x,y\n', 'its heading has label twice: it has file, label, label'],
};

for (const [what, [text, message]] of Object.entries(refused)) {
  test(`a table with ${what} is refused by what it has`, async (t) => {
    await t.throwsAsync(read(text), { message });
  });
}

test('a table may say splits alone, or the group that is asked for, and have columns without a heading', async (t) => {
  t.deepEqual([...(await read('file,split,,\na.png,train,,\n'))], [['a.png', { split: 'train' }]]);
  t.deepEqual([...(await read('file,Patient\na.png,p1\n', 'patient'))], [['a.png', { group: 'p1' }]]);
});

test('a path that begins with ./ is that without it, and so is the one of the table', async (t) => {
  const source = sourceOf({ 'labels.csv': Buffer.from('file,label\n./img/1.png,x\nimg/2.png,y\n') });
  for (const name of ['labels.csv', './labels.csv'])
    t.deepEqual([...(await readLabelFile(source, name, undefined)).keys()], ['img/1.png', 'img/2.png']);
  const below = sourceOf({ 'a/labels.csv': Buffer.from('file,label\n./1.png,x\n') });
  t.deepEqual([...(await readLabelFile(below, 'a/labels.csv', undefined)).keys()], ['a/1.png']);
  await t.throwsAsync(read('file,label\n./1.png,x\n1.png,y\n'), { message: 'it names 1.png twice' });
});
