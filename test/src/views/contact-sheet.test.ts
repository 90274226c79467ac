import { contactSheet, type Recipe, recipes } from '@parallax/views';
import test from 'ava';

const black = new Uint8Array(3 * 2 * 3);

function grid(data: Uint8Array, width: number): string[] {
  const letters = Array.from({ length: data.length / 3 }, (_, pixel) =>
    data[pixel * 3] === 255 ? '.' : `${data[pixel * 3]}`,
  );
  return Array.from({ length: letters.length / width }, (_, row) =>
    letters.slice(row * width, (row + 1) * width).join(''),
  );
}

const request = { images: black, height: 3, width: 2, views: 2, seed: 0, epoch: 0 };

test('a contact sheet has a row for each image: the original, then its views', (t) => {
  const images = new Uint8Array(36).map((_, at) => (at < 18 ? 2 : 1));
  const views = Uint8Array.from({ length: 4 * 18 }, (_, at) => 3 + Math.floor(at / 18));
  const recipe = recipes.identity as Recipe;
  const sheet = contactSheet({ ...request, images, recipe, indices: Int32Array.of(1, 0) }, views);
  t.deepEqual([sheet.height, sheet.width], [12, 14]);
  const gap = '..............';
  const first = '..22..33..44..';
  const second = '..11..55..66..';
  t.deepEqual(grid(sheet.data, 14), [gap, gap, first, first, first, gap, gap, second, second, second, gap, gap]);
});

test('a cell has room for the larger of image and view', (t) => {
  const crop = { size: 4, scale: { low: 1, high: 1 }, ratio: { low: 1, high: 1 } };
  const recipe: Recipe = { ...(recipes.identity as Recipe), operations: [{ randomResizedCrop: crop }] };
  const views = new Uint8Array(4 * 4 * 3).fill(7);
  const sheet = contactSheet({ ...request, recipe, views: 1, indices: Int32Array.of(0) }, views);
  t.deepEqual(grid(sheet.data, sheet.width), [
    '..............',
    '..............',
    '..00....7777..',
    '..00....7777..',
    '..00....7777..',
    '........7777..',
    '..............',
    '..............',
  ]);
});
