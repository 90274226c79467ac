import { checkClasses, checkCount, choose, type Found } from '@parallax/augmentation-service';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { invalid } from '../support/errors.js';

const asked = { labels: 'LABELS_SOURCE', test: 0, dropDuplicates: false } as const;
const collection = { isPublished: false };

/** A picture like no other, but for what is said of it. */
function row(name: string, own: Partial<Found> = {}): Found {
  return { name, unit: 0, source: name, identity: name, look: name, piece: 0, at: 0, ...own };
}

function reasons(
  rows: Found[],
  labels: 'LABELS_SOURCE' | 'LABELS_NONE' = 'LABELS_SOURCE',
  format: Parameters<typeof choose>[1] = collection,
) {
  return choose(rows, format, { ...asked, labels }).leftOut.map(({ reason }) => reason);
}

test('of the same picture the classes are told where they differ and are asked for', (t) => {
  const same = { identity: 'same' };
  const cat = row('a', { ...same, label: 'cats' });
  const dog = row('b', { ...same, label: 'dogs' });
  const none = row('c', same);
  t.deepEqual(reasons([cat, dog]), ['it is the same picture as a, which is cats and this one dogs']);
  t.deepEqual(reasons([cat, none]), ['it is the same picture as a, which is cats and this one has none']);
  // What is there has none, and nothing is learned from those of the new ones.
  t.deepEqual(reasons([{ ...none, isHere: true }, dog], 'LABELS_NONE'), ['it is the same picture as c']);
  const published = { isPublished: true, classes: ['cats', 'dogs'] };
  const numbered = [row('x#0', { ...same, label: 0 }), row('x#1', { ...same, label: 1 })];
  t.deepEqual(reasons(numbered, 'LABELS_SOURCE', published), [
    'it is the same picture as x#0, which is cats and this one dogs; kept, as it was published',
  ]);
});

test('of a published array what is there already stays out, and what it has twice itself is kept', (t) => {
  const published = { isPublished: true, classes: ['cats', 'dogs'] };
  const here = [0, 1].map((at) => row(`x#${at}`, { identity: 'twice', label: 'cats', split: 'train', isHere: true }));
  const known = row('more#0', { identity: 'twice', label: 'dogs' });
  const fresh = [1, 2].map((at) => row(`more#${at}`, { identity: 'new', label: 'dogs' }));
  const { train, leftOut } = choose([...here, known, ...fresh], published, asked);
  t.deepEqual(train, [...here, ...fresh]);
  t.deepEqual(leftOut, [
    { name: 'more#0', reason: 'it is the same picture as x#0, which is cats and this one dogs' },
    { name: 'more#2', reason: 'it is the same picture as more#1; kept, as it was published' },
  ]);
});

test('of the same picture one with a class stays, though one without came first', (t) => {
  const none = row('a', { identity: 'same', look: 'alike', split: 'test' });
  const cat = row('b', { identity: 'same', look: 'alike', label: 'cats' });
  const like = row('c', { look: 'alike', label: 'cats' });
  const { train, test: held, unlabelled, leftOut } = choose([none, cat], collection, asked);
  t.deepEqual([train, held, unlabelled], [[cat], [], []]);
  t.deepEqual(leftOut, [{ name: 'a', reason: 'it is the same picture as b, which is cats and this one has none' }]);
  const near = choose([none, like], collection, { ...asked, dropDuplicates: true });
  t.deepEqual([near.train, near.test, near.unlabelled], [[like], [], []]);
});

test('where another share was held out than was asked for, it is said', (t) => {
  const grouped = Array.from({ length: 40 }, (_, at) => row(`${at}`, { group: `g${at % 4}` }));
  const warned = [0.1, 0.2, 0.3].map((share) => {
    const { test: held, warning } = choose(grouped, collection, { ...asked, test: share });
    return [share, held.length, warning];
  });
  const why = 'a group is held out as a whole, and there are 4 of them';
  t.deepEqual(warned, [
    [0.1, 10, `test held out 10 of 40 pictures, a share of 0.25 and not 0.1: ${why}`],
    [0.2, 10, undefined],
    [0.3, 20, `test held out 20 of 40 pictures, a share of 0.50 and not 0.3: ${why}`],
  ]);
  const many = Array.from({ length: 2000 }, (_, at) => row(`${at}`));
  t.is(choose(many, collection, { ...asked, test: 0.1 }).warning, undefined);
  t.is(choose(grouped, collection, asked).warning, undefined);
});

/** The names of what a share of is held out. */
function heldOf(rows: Found[], share: number): string[] {
  return choose(rows, collection, { ...asked, test: share }).test.map(({ name }) => name);
}

test('what is held out is told by look and group as it has always been', (t) => {
  const rows = Array.from({ length: 12 }, (_, at) => row(`${at}`));
  t.deepEqual(heldOf(rows, 0.3), ['10', '11', '3']);
  const grouped = Array.from({ length: 12 }, (_, at) => row(`${at}`, { group: `g${at % 6}` }));
  t.deepEqual(heldOf(grouped, 0.3), ['1', '10', '11', '3', '4', '5', '7', '9']);
});

test('pictures that look the same are on one side, though they are of several groups, or of none', (t) => {
  // Of every other group the last looks as the first of the next one, and of those without a group each as one of a group.
  const grouped = Array.from({ length: 40 }, (_, at) =>
    row(`${at}`, { look: `${at % 8 === 3 ? at + 1 : at}`, group: `g${Math.floor(at / 4)}` }),
  );
  const rows = [...grouped, ...[0, 8, 16, 24, 32].map((at) => row(`loose-${at}`, { look: `${at}` }))];
  for (const share of [0.2, 0.5, 0.8]) {
    const held = new Set(heldOf(rows, share));
    t.true(held.size > 0 && held.size < rows.length);
    for (const { name, look, group } of rows) {
      const others = rows.filter((each) => each.look === look || (group !== undefined && each.group === group));
      t.true(others.every((each) => held.has(each.name) === held.has(name)));
    }
  }
  // A picture of one brightness says nothing, and ties no groups.
  const blank = Array.from({ length: 40 }, (_, at) => row(`${at}`, { look: '0'.repeat(16), group: `g${at}` }));
  t.true(heldOf(blank, 0.5).length > 10 && heldOf(blank, 0.5).length < 30);
});

test('what looks like a picture that is there takes its side, whatever share is asked for', (t) => {
  const here = (split: 'train' | 'test') =>
    Array.from({ length: 20 }, (_, at) => row(`${split}-${at}`, { split, isHere: true, look: `${split}-${at}` }));
  const like = (split: 'train' | 'test') =>
    here(split).map(({ name, look }) => row(`like-${name}`, { look, identity: `like-${name}` }));
  const [train, held] = [here('train'), here('test')];
  const ofTest = [...held, ...like('test')].map(({ name }) => name).sort();
  for (const share of [0, 0.1, 0.9])
    t.deepEqual(heldOf([...train, ...held, ...like('train'), ...like('test')], share).sort(), ofTest);
  // With it goes its group; and nothing does where it looks like pictures of both sides.
  const group = { group: 'burst' };
  const burst = [row('new', group), row('like', { ...group, look: 'test-3', identity: 'like' })];
  t.is(heldOf([...train, ...held, ...burst], 0.1).length, held.length + burst.length);
  const both = row('both', { ...group, look: 'train-3', identity: 'both' });
  t.is(heldOf([...train, ...held, ...burst, both], 0.9).length, held.length);
  t.is(choose([...train, ...like('train')], collection, { ...asked, test: 0.5 }).warning, undefined);
  // What a source has for training stays there where nothing is to be held out.
  const given = like('test').map((each) => ({ ...each, split: 'train' as const }));
  t.is(heldOf([...train, ...held, ...given], 0).length, held.length);
});

test('files come among those that are there by their names, and behind an array, which keeps its order', (t) => {
  const namesOf = (...rows: Found[]) => choose(rows, collection, asked).train.map(({ name }) => name);
  const here = { isHere: true, split: 'train' } as const;
  const fresh = [row('z'), row('b')];
  t.deepEqual(namesOf(row('a', here), row('c', here), ...fresh), ['a', 'b', 'c', 'z']);
  t.deepEqual(namesOf(row('x#2', here), row('x#10', here), ...fresh), ['x#2', 'x#10', 'b', 'z']);
});

test('a source has as many pictures as a worker can keep in mind', (t) => {
  const source = { field: 'spec.path', value: 'scans' };
  const memory = 2 ** 30 + 2 ** 20;
  t.notThrows(() => checkCount(682, memory, source));
  t.throws(() => checkCount(683, memory, source), {
    message: /^spec\.path is "scans": it must bring at most 682 pictures, and brings 683: .*PARALLAX_WORKER_MEMORY/,
  });
});

test('classes are at most 65,535 with names of at most 256 letters: refused is the table that says them, or else the source', (t) => {
  const source = { field: 'spec.upload', value: 'scans' };
  const longest = 'c'.repeat(256);
  const check = (rows: Found[], labelFile?: string) =>
    checkClasses(choose(rows, collection, asked), labelFile === undefined ? {} : { labelFile }, source);
  const long = [row('a', { label: longest }), row('b', { label: `${longest}c` })];
  t.notThrows(() => check(long.slice(0, 1)));
  t.throws(() => check(long), {
    message: 'spec.upload is "scans": it must bring classes of at most 256 letters: that of b has 257',
  });
  t.like(
    t.throws(() => check(long, 'long.csv'), { instanceOf: ParallaxError }),
    invalid('spec.label_file', 'long.csv'),
  );
  const many = Array.from({ length: 65_536 }, (_, at) => row(`${at}`, { label: `${at}` }));
  t.notThrows(() => check(many.slice(1)));
  t.throws(() => check(many, 'many.csv'), {
    message: /^spec\.label_file is "many\.csv": it must bring at most 65535 classes, .* not 65536$/,
  });
});

test('a table of classes that fits no picture leaves all of them without one', (t) => {
  const { unlabelled, labelledFrom } = choose([row('a'), row('b')], collection, { ...asked, isTable: true });
  t.deepEqual([unlabelled.length, labelledFrom], [2, 2]);
  t.is(choose([row('a'), row('b')], collection, asked).unlabelled.length, 0);
});

test('whether most pictures have no class is told of those that come, and not of those that are there', (t) => {
  const here = Array.from({ length: 10 }, (_, at) =>
    row(`here-${at}`, { label: 'cats', split: 'train', isHere: true }),
  );
  const fresh = [row('a'), row('b'), row('c', { label: 'cats' })];
  const none = choose([...here, ...fresh], collection, asked);
  t.deepEqual([none.unlabelled.length, none.labelledFrom], [2, 3]);
  // The same once more: what has come with a class is there, and counts still.
  const again = choose([...here, { ...row('c'), label: 'cats', isHere: true }, ...fresh], collection, asked);
  t.deepEqual([again.unlabelled.length, again.labelledFrom], [2, 3]);
});
