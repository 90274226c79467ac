import { type Format, openArrays, type Source } from '@parallax/data';
import test, { type ExecutionContext } from 'ava';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { itemsOf, open, refuses, sourceOf, titlesOf } from './support/arrays.js';

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number];

interface Picture {
  bytes?: Uint8Array | undefined;
  path?: string | undefined;
}

const root = (children: number): SchemaElement => ({ name: 'root', num_children: children });
const pictureSchema = (name: string): SchemaElement[] => [
  { name, num_children: 2, repetition_type: 'OPTIONAL' },
  { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
];

/** The schema's metadata that Hugging Face's `datasets` writes. */
const huggingFace = (column: string, names: string[]) => [
  { key: 'huggingface', value: JSON.stringify({ info: { features: { [column]: { names, _type: 'ClassLabel' } } } }) },
];

interface Shape {
  image?: string;
  label?: string;
  classes?: string[] | undefined;
  labels?: (bigint | string | Uint8Array | null)[];
  rowGroupSize?: number;
}

/** A file as Hugging Face writes it: a struct of `bytes` and `path`, and INT64 or text labels. */
function parquet(pictures: (Picture | null)[], shape: Shape = {}): Buffer {
  const { image = 'image', label = 'label', labels = pictures.map((_, row) => BigInt(row % 2)), classes } = shape;
  const isText = labels.some((value) => typeof value === 'string');
  const isBytes = labels.some((value) => value instanceof Uint8Array);
  const labelSchema: SchemaElement = isText
    ? { name: label, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }
    : { name: label, type: isBytes ? 'BYTE_ARRAY' : 'INT64', repetition_type: 'OPTIONAL' };
  return Buffer.from(
    parquetWriteBuffer({
      schema: [root(2), ...pictureSchema(image), labelSchema],
      columnData: [
        { name: image, data: pictures },
        { name: label, data: labels },
      ],
      rowGroupSize: shape.rowGroupSize ?? 100,
      ...(classes && { kvMetadata: huggingFace(label, classes) }),
    }),
  );
}

const picture = (byte: number, path?: string): Picture => ({ bytes: Buffer.alloc(20, byte), path });
const three = [picture(1, 'a.png'), picture(2, 'b.png'), picture(3, 'c.png')];
const classes = ['cat', 'dog'];

test("Hugging Face's files are pictures with paths, labels and classes, in units of a row group", async (t) => {
  const file = parquet(three, { classes, rowGroupSize: 2 });
  const format = await open({ 'data/train-00000-of-00001.parquet': file, 'README.md': Buffer.from('---') });
  t.like(format, { name: 'parquet', isPublished: true, classes });
  t.deepEqual(
    format?.units.map(({ name }) => name.replace(/^.*, /, '')),
    ['row group 0', 'row group 1'],
  );
  const items = await itemsOf(format);
  t.deepEqual(titlesOf(items), [
    ['a.png', 'train', 0],
    ['b.png', 'train', 1],
    ['c.png', 'train', 0],
  ]);
  t.deepEqual(
    items.map(({ content }) => content.kind === 'encoded' && Buffer.from(content.bytes)),
    three.map(({ bytes }) => bytes as Buffer),
  );
});

const splits: Record<string, (string | undefined)[]> = {
  'data/test-00000-of-00001.parquet data/train-00000-of-00002.parquet': ['test', 'train'],
  'plain_text/test/0000.parquet plain_text/train/0000.parquet': ['test', 'train'],
  'data/train-0.parquet data/validation-0.parquet': ['train', 'test'],
  'data/test-0.parquet data/train-0.parquet data/validation-0.parquet': ['test', 'train', 'train'],
  'val.parquet': ['test'],
  'training-set/test.parquet': ['test'],
  'contest.parquet': [undefined],
};

for (const [names, expected] of Object.entries(splits)) {
  test(`of ${names}, the splits are ${expected.map((split) => split ?? 'not said').join(', ')}`, async (t) => {
    const files = Object.fromEntries(names.split(' ').map((name) => [name, parquet([picture(1)])]));
    t.deepEqual(
      (await itemsOf(await open(files))).map(({ split }) => split),
      expected,
    );
  });
}

const namings: Shape[] = [
  { image: 'img', label: 'labels' },
  { image: 'image', label: 'fine_label' },
  { image: 'picture', label: 'class' },
];

for (const shape of namings) {
  test(`the columns may be called ${shape.image} and ${shape.label}`, async (t) => {
    const format = await open({ 'a.parquet': parquet(three, { ...shape, classes }) });
    t.deepEqual([format?.classes, (await itemsOf(format))[1]?.label], [classes, 1]);
  });
}

test('a column of plain bytes is pictures too, which are called after their rows', async (t) => {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'image', data: three.map((each) => each.bytes as Uint8Array), type: 'BYTE_ARRAY' },
      { name: 'caption', data: ['x', 'y', 'z'], type: 'STRING' },
    ],
    rowGroupSize: 2,
  });
  const items = await itemsOf(await open({ 'a.parquet': Buffer.from(bytes) }));
  t.deepEqual(
    titlesOf(items),
    [0, 1, 2].map((row) => [`a.parquet#${row}`, undefined, undefined]),
  );
  t.like(items[2]?.content, { kind: 'encoded', bytes: new Uint8Array(20).fill(3) });
  // They are meant as pictures, whatever they are called: one that can't be read is a bad one.
  t.true(items.every(({ isPicture }) => isPicture));
});

test('labels without names of classes are classes by their own text', async (t) => {
  const label = async (...labels: (bigint | string)[]) =>
    (await itemsOf(await open({ 'a.parquet': parquet([picture(1)], { labels }) })))[0]?.label;
  t.deepEqual([await label(12n), await label('tabby')], ['12', 'tabby']);
});

test('no label, and -1 as Hugging Face has it for hidden ones, is none', async (t) => {
  const items = await itemsOf(await open({ 'a.parquet': parquet(three, { classes, labels: [1n, -1n, null] }) }));
  t.deepEqual(
    items.map(({ label }) => label),
    [1, undefined, undefined],
  );
});

test('labels of another type are told with their file and column, unless another column has some', async (t) => {
  const images = { name: 'image', data: three.map((each) => each.bytes as Uint8Array) };
  const told = async (...columns: Parameters<typeof parquetWriteBuffer>[0]['columnData']) => {
    const bytes = parquetWriteBuffer({ columnData: [{ ...images, type: 'BYTE_ARRAY' }, ...columns] });
    return (await open({ 'a.parquet': Buffer.from(bytes) }))?.unreadLabels;
  };
  const floats = { name: 'label', data: [0, 1, 0], type: 'DOUBLE' as const };
  const reason = 'its labels, in the column label, are DOUBLE and neither integers nor text';
  t.deepEqual(await told(floats), { name: 'a.parquet', reason });
  const element: SchemaElement = { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' };
  const lists = parquetWriteBuffer({
    schema: [
      root(2),
      { name: 'image', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'labels', converted_type: 'LIST', num_children: 1, repetition_type: 'OPTIONAL' },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      element,
    ],
    columnData: [images, { name: 'labels', data: [[1], [2], []] }],
  });
  const { unreadLabels } = (await open({ 'b.parquet': Buffer.from(lists) })) as Format;
  t.regex(unreadLabels?.reason ?? '', /the column labels, are lists and/);
  t.is(await told(floats, { name: 'class', data: ['x', 'y', 'z'], type: 'STRING' }), undefined);
  t.is(await told({ name: 'score', data: [0, 1, 0], type: 'DOUBLE' }), undefined);
});

test('a row without bytes is the picture that lies at its path, by the table or by the source', async (t) => {
  const rows = [{ path: 'cats/a.png' }, { path: './cats/b.png' }, { path: 'c.png' }, picture(5, 'd.png')];
  const files = { 'cats/a.png': 'A', 'train/cats/b.png': 'B', 'c.png': 'C', 'train/c.png': 'D', 'e.png': 'E' };
  const source = sourceOf({
    'train/train.parquet': parquet(rows, { classes }),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
  });
  const format = await openArrays(source, await source.list());
  const items = await itemsOf(format);
  t.deepEqual(titlesOf(items), [
    ['cats/a.png', 'train', 0],
    ['./cats/b.png', 'train', 1],
    ['c.png', 'train', 0],
    ['d.png', 'train', 1],
  ]);
  t.deepEqual(
    items.map(({ content }) => content.kind === 'encoded' && Buffer.from(content.bytes).toString()),
    ['A', 'B', 'D', '\x05'.repeat(20)],
  );
  // The others are told to be pictures beside Parquet, which are not read.
  t.deepEqual(
    [...(format?.uses ?? [])].map(({ name }) => name),
    ['train/train.parquet', 'cats/a.png', 'train/cats/b.png', 'train/c.png'],
  );
});

test('pictures may be a column of paths', async (t) => {
  const table = parquetWriteBuffer({
    columnData: [
      { name: 'image', data: ['a.png', 'b.png'], type: 'STRING' },
      { name: 'label', data: ['x', 'y'], type: 'STRING' },
    ],
  });
  const files = { 'a.parquet': Buffer.from(table), 'a.png': Buffer.from('A'), 'b.png': Buffer.from('B') };
  const items = await itemsOf(await open(files));
  t.deepEqual(
    items.map(({ name, label, content }) => [name, label, content.kind]),
    [
      ['a.png', 'x', 'encoded'],
      ['b.png', 'y', 'encoded'],
    ],
  );
});

test('a row that names no file that is there, or one out of its source, or has nothing, is refused as an item', async (t) => {
  const rows = [
    { path: 'elsewhere/a.png' },
    { path: '../a.png' },
    { path: '/etc/passwd' },
    { path: 'C:\\a.png' },
    { bytes: Buffer.alloc(0), path: 'b.png' },
    null,
    {},
    picture(5),
  ];
  const items = await itemsOf(await open({ 'a.parquet': parquet(rows), 'b.png': Buffer.from('B') }));
  const isOut = 'a path out of its source';
  t.deepEqual(
    items.map(({ content }) => (content.kind === 'refused' ? content.why : content.kind)),
    ['no bytes, and no file at its path', isOut, isOut, isOut, 'empty', 'empty', 'empty', 'encoded'],
  );
});

test('a path that two rows of a row group have names neither', async (t) => {
  const items = await itemsOf(
    await open({ 'a.parquet': parquet([picture(1, 'x'), picture(2, 'x'), picture(3, 'y')]) }),
  );
  t.deepEqual(
    items.map(({ name }) => name),
    ['a.parquet#0', 'a.parquet#1', 'y'],
  );
});

test('a file without pictures is no dataset', async (t) => {
  const text = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'text', data: ['a'], type: 'STRING' }] }));
  t.is(await open({ 'metadata.parquet': text, 'a.png': text }), undefined);
});

test('a unit reads its own row group, and not the file', async (t) => {
  const rows = Array.from({ length: 40 }, (_, row) => ({ bytes: noise(100_000, row), path: `${row}.png` }));
  const file = parquet(rows, { rowGroupSize: 2 });
  const source = sourceOf({ 'a.parquet': file });
  const format = await openArrays(source, await source.list());
  t.is(format?.units.length, 20);
  source.bytesRead = 0;
  const unit = format?.units[7];
  const items = await itemsOf(format && { ...format, units: unit ? [unit] : [] });
  t.deepEqual(
    items.map(({ name }) => name),
    ['14.png', '15.png'],
  );
  t.true(source.bytesRead < 220_000, `${source.bytesRead} bytes`);
});

function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed + 1;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

test('a signal ends the reading of a unit, and what the source throws is thrown on as it is', async (t) => {
  const files = { 'a.parquet': parquet(three) };
  await t.throwsAsync(itemsOf(await open(files), AbortSignal.abort()), { any: true, name: 'AbortError' });
  const source: Source = sourceOf(files);
  const lost = new Error('the store is gone');
  const listed = (await source.list()).map((file) => ({ ...file, readRange: async () => Promise.reject(lost) }));
  t.is(await t.throwsAsync(openArrays(source, listed)), lost);
});

const file = parquet(three, { classes });

const refusals: Record<string, [Record<string, Uint8Array>, RegExp]> = {
  'a file that is cut off': [{ 'a.parquet': file.subarray(0, -9) }, /a\.parquet is broken or of another kind: .*PAR1/],
  'a file whose beginning is lost': [{ 'a.parquet': file.subarray(-400) }, /a\.parquet is broken/],
  'what is no Parquet': [{ 'a.parquet': Buffer.from('Hello, this is a text') }, /a\.parquet is broken .*PAR1/],
  'an empty file': [{ 'a.parquet': Buffer.alloc(0) }, /a\.parquet is broken/],
  'a footer of 4 GiB': [
    { 'a.parquet': Buffer.concat([file.subarray(0, -8), Buffer.from([255, 255, 255, 255]), Buffer.from('PAR1')]) },
    /metadata length 4294967295 exceeds/,
  ],
  'a label that is no class': [
    { 'a.parquet': parquet(three, { classes, labels: [0n, 2n, 0n] }) },
    /the label of its row 1 is 2, not from 0 to 1/,
  ],
  'a label above 65,535': [
    { 'a.parquet': parquet([picture(1)], { labels: [65_536n] }) },
    /is 65536, not from 0 to 65535/,
  ],
  'a label that is no UTF-8': [
    { 'a.parquet': parquet(three, { labels: [Buffer.from('schön'), Buffer.from('schän', 'latin1'), null] }) },
    /a\.parquet .* the label of its row 1 is no UTF-8/,
  ],
  'a file with other classes': [
    { 'a.parquet': file, 'b.parquet': parquet(three, { classes: ['dog', 'cat'] }) },
    /b\.parquet is .* its classes are not those/,
  ],
};

for (const [what, [files, message]] of Object.entries(refusals)) {
  test(`as Parquet, ${what} is refused`, async (t) => {
    await refuses(t, files, message);
  });
}

test('a row group that claims more rows than it has is refused before it is read', async (t) => {
  for (const rows of [4n, 1n << 21n, 1n << 60n]) await refusesRows(t, rows);
});

/** Refuses a file of three rows whose footer says that its row group has as many. */
async function refusesRows(t: ExecutionContext, rows: bigint): Promise<void> {
  const zigzag = (value: bigint) => {
    const bytes: number[] = [];
    let rest = value * 2n;
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    return Buffer.from([...bytes, Number(rest)]);
  };
  // A row group is thrift's struct of its columns, total_byte_size (field 2) and num_rows (field 3), each an i64 (6).
  const length = file.readUInt32LE(file.length - 8);
  const footer = file.subarray(file.length - 8 - length, file.length - 8);
  const at = footer.lastIndexOf(Buffer.from([0x16, 6]));
  const changed = Buffer.concat([footer.subarray(0, at + 1), zigzag(rows), footer.subarray(at + 2)]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(changed.length);
  const forged = Buffer.concat([file.subarray(0, file.length - 8 - length), changed, size, Buffer.from('PAR1')]);
  await refuses(t, { 'a.parquet': forged }, /a row group (has \d+ rows|of 4 rows has a column of 3)/);
}

test('a page that claims more values than its column has is refused before room is made for them', async (t) => {
  const bytes = Buffer.from(
    parquetWriteBuffer({
      columnData: [{ name: 'image', data: three.map((each) => each.bytes as Uint8Array), type: 'BYTE_ARRAY' }],
      codec: 'UNCOMPRESSED',
    }),
  );
  // The first page's header has two thrift i32 (0x15) of 3 (zigzag 6): its type, DATA_PAGE_V2, and then its count of
  // values, which becomes 63.
  const at = bytes.indexOf(Buffer.from([0x15, 6]), bytes.indexOf(Buffer.from([0x15, 6])) + 2);
  bytes[at + 1] = 126;
  await refuses(t, { 'a.parquet': bytes }, /a page claims 63 of the 3 values of its column/);
});
