import test from 'ava';
import { type TarMember, tarOf } from './support/archive.js';
import { opened, told } from './support/collection.js';

test('a picture takes its class from the .cls of its key, whichever comes first', async (t) => {
  const shard = await tarOf(
    ['0001.jpg', 'one'],
    ['0001.cls', '3\n'],
    ['0002.cls', '007'],
    ['0002.png', 'two'],
    ['0002.txt', 'a caption'],
    ['0003.cls', 'tabby cat'],
    ['0003.webp', 'three'],
    ['0004.jpg', 'four'],
  );
  const format = await opened(t, { '00000.tar': shard });
  t.is(format.name, 'webdataset');
  t.deepEqual(await told(format), [
    ['0001.jpg', undefined, '3', 'one'],
    ['0002.png', undefined, '7', 'two'],
    ['0003.webp', undefined, 'tabby cat', 'three'],
    ['0004.jpg', undefined, undefined, 'four'],
  ]);
});

const jsons: [json: string, label: string | undefined][] = [
  ['{"label": 5}', '5'],
  ['{"label": "cat"}', 'cat'],
  ['{"class": "dog"}', 'dog'],
  ['{"label": null, "class": 0}', '0'],
  ['{"label": "cat", "class": "dog"}', 'cat'],
  ['{"label": ["cat"]}', undefined],
  ['{"width": 10}', undefined],
  ['"cat"', undefined],
  ['null', undefined],
  ['no JSON', undefined],
];

for (const [json, label] of jsons) {
  test(`a .json of ${json} beside a picture gives ${label ?? 'no class'}`, async (t) => {
    const format = await opened(t, { '00000.tar': await tarOf(['1.json', json], ['1.jpg', 'one']) });
    t.is(format.name, 'webdataset');
    t.deepEqual(await told(format), [['1.jpg', undefined, label, 'one']]);
  });
}

test('.cls goes before .json', async (t) => {
  const shard = await tarOf(['1.json', '{"label": 5}'], ['1.jpg', 'one'], ['1.cls', '6']);
  t.deepEqual(await told(await opened(t, { 'a.tar': shard })), [['1.jpg', undefined, '6', 'one']]);
});

test('a key ends at the first dot of the name, not of its folders, and may have many pictures', async (t) => {
  const shard = await tarOf(
    ['v1.0/1.left.JPG', 'one'],
    ['v1.0/1.right.jpg', 'two'],
    ['v1.0/1.cls', '1'],
    ['v1.0/2.cls', '2'],
    ['v1.0/2.jpg', 'three'],
    ['v1.1/2.jpg', 'of another key'],
  );
  t.deepEqual(await told(await opened(t, { 'a.tar': shard })), [
    ['v1.0/1.left.JPG', undefined, '1', 'one'],
    ['v1.0/1.right.jpg', undefined, '1', 'two'],
    ['v1.0/2.jpg', undefined, '2', 'three'],
    ['v1.1/2.jpg', undefined, undefined, 'of another key'],
  ]);
});

const trees: Record<string, TarMember[]> = {
  'pictures alone': [['1.jpg', 'one']],
  'a .json that is of no picture': [
    ['1.jpg', 'one'],
    ['annotations.json', '{"label": 1}'],
  ],
};

for (const [what, members] of Object.entries(trees)) {
  test(`a tar of ${what} is no shard`, async (t) => {
    const format = await opened(t, { 'a.tar': await tarOf(...members) });
    t.is(format.name, 'images');
    t.is((await told(format)).length, members.length);
  });
}

test('shards tell their split by their own names, and their pictures are named after them', async (t) => {
  const shard = (text: string) => tarOf(['1.jpg', text], ['1.cls', '1']);
  const files = {
    'set/train-0000.tar': await shard('a'),
    'set/train-0001.tar': await shard('b'),
    'set/val-0000.tar': await shard('c'),
  };
  const format = await opened(t, files);
  t.deepEqual(
    format.units.map(({ name }) => name),
    Object.keys(files),
  );
  t.deepEqual(await told(format), [
    ['set/train-0000/1.jpg', 'train', '1', 'a'],
    ['set/train-0001/1.jpg', 'train', '1', 'b'],
    ['set/val-0000/1.jpg', 'test', '1', 'c'],
  ]);
});

test('the word for a split may stand anywhere in a shard’s name, but not within another word', async (t) => {
  const shard = (text: string) => tarOf(['1.jpg', text], ['1.cls', '1']);
  const names = ['imagenet-train-000000.tar', 'imagenet-val-000000.tar', 'contest-000.tar', 'my_Validation_2.tar'];
  const format = await opened(
    t,
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await shard(name)]))),
  );
  const splits = (await told(format)).map(([name, split]) => [name, split]);
  t.deepEqual(Object.fromEntries(splits), {
    'contest-000/1.jpg': undefined,
    'imagenet-train-000000/1.jpg': 'train',
    'imagenet-val-000000/1.jpg': 'test',
    'my_Validation_2/1.jpg': 'test',
  });
});

test('what a shard has that is no picture is refused as in any archive', async (t) => {
  const shard = await tarOf(
    ['1.jpg', ''],
    ['2.jpg', '', { type: 'symlink', linkname: '1.jpg' }],
    ['../3.jpg', 'x'],
    ['1.cls', '1'],
  );
  t.deepEqual(await told(await opened(t, { 'a.tar': shard })), [
    ['1.jpg', undefined, undefined, 'refused: empty'],
    ['2.jpg', undefined, undefined, 'refused: a link'],
    ['../3.jpg', undefined, undefined, 'refused: a path out of its archive'],
  ]);
});

test('a label of more than 1 MiB is none', async (t) => {
  const shard = await tarOf(['1.jpg', 'one'], ['1.cls', 'x'.repeat(1024 * 1024 + 1)]);
  t.deepEqual(await told(await opened(t, { 'a.tar': shard })), [['1.jpg', undefined, undefined, 'one']]);
});

test('a label that is no UTF-8 is none, and falls together with no other', async (t) => {
  const latin = (text: string) => Buffer.from(text, 'latin1');
  const shard = await tarOf(['1.jpg', 'one'], ['1.cls', latin('schän')], ['2.jpg', 'two'], ['2.cls', 'schön']);
  t.deepEqual(await told(await opened(t, { 'a.tar': shard })), [
    ['1.jpg', undefined, undefined, 'one'],
    ['2.jpg', undefined, 'schön', 'two'],
  ]);
});
