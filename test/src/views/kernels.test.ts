import { cutOut, horizontalFlip, type Planes, planes, read, write } from '@parallax/views/operations';
import test from 'ava';

/** Of one row or more, each channel the same. */
function image(rows: number[][]): Planes {
  const made = planes(8);
  const bytes = Uint8Array.from(rows.flat().flatMap((level) => [level, level, level]));
  read(made, bytes, 0, rows.length, (rows[0] as number[]).length);
  return made;
}

function levels(made: Planes): number[][] {
  const bytes = new Uint8ClampedArray(made.height * made.width * 3);
  write(made, bytes, 0);
  const rows = Array.from({ length: made.height }, (_, row) => row * made.width * 3);
  return rows.map((start) => Array.from({ length: made.width }, (_, column) => bytes[start + column * 3] as number));
}

test('a flip mirrors rows of even and of odd length', (t) => {
  const even = image([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  horizontalFlip(even);
  t.deepEqual(levels(even), [
    [4, 3, 2, 1],
    [8, 7, 6, 5],
  ]);
  const odd = image([[1, 2, 3]]);
  horizontalFlip(odd);
  t.deepEqual(levels(odd), [[3, 2, 1]]);
});

test('a hole is cut at each border, and is 128', (t) => {
  const dark = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  const corner = image(dark);
  cutOut(corner, { top: -2, left: -1, length: 3 });
  t.deepEqual(levels(corner), [
    [128, 128, 0],
    [0, 0, 0],
  ]);
  const opposite = image(dark);
  cutOut(opposite, { top: 1, left: 2, length: 4 });
  t.deepEqual(levels(opposite), [
    [0, 0, 0],
    [0, 0, 128],
  ]);
});

test('a hole of odd length has that length', (t) => {
  const made = image([[9, 9, 9, 9, 9]]);
  cutOut(made, { top: -1, left: 1, length: 3 });
  t.deepEqual(levels(made), [[9, 128, 128, 128, 9]]);
});

test('every level that is read is written as itself', (t) => {
  const all = Array.from({ length: 64 }, (_, row) => [0, 1, 2, 3].map((column) => row * 4 + column));
  for (let start = 0; start < 64; start += 8)
    t.deepEqual(levels(image(all.slice(start, start + 8))), all.slice(start, start + 8));
});

test('a pixel halfway between two levels goes to the even one, once, at the end', (t) => {
  const made = image([[0, 0, 0]]);
  made.data.set([0.5, 0.4999, 0.5001]);
  t.deepEqual(levels(made), [[128, 127, 128]]);
});
