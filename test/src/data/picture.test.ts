import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodePicture, type Fit, type PictureLimits, pictureFormat, readPictureHeader } from '@parallax/data';
import test from 'ava';
import sharp from 'sharp';

/** Made by Pillow; `make.py` beside them says how. */
const folder = fileURLToPath(new URL('../../fixtures/pictures', import.meta.url));

const names = readdirSync(folder).filter((name) => /\.(bmp|png|gif|jpg|avif|tiff|webp)$/.test(name));

const limits: PictureLimits = { side: 16_384, pixels: 2 ** 24, decodedBytes: 2 ** 27 };

/** By how many levels a pixel may differ from Pillow's, without resizing. */
function tolerance(name: string): number {
  if (/^(profile|cmyk)/.test(name)) return 3;
  return /\.(jpg|avif)$/.test(name) ? 2 : 0;
}

async function decode(name: string, toFit: (header: { width: number; height: number }) => Fit): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, name));
  const header = await readPictureHeader(bytes, name, limits);
  return decodePicture(bytes, header, toFit(header), name);
}

interface Raw {
  pixels: Uint8Array;
  width: number;
  height: number;
}

async function expected(kind: 'decoded' | 'cropped', name: string): Promise<Raw> {
  const { data, info } = await sharp(join(folder, kind, `${name}.png`))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/** The square in the middle, from the floor of half of what is too much. */
function middle({ pixels, width, height }: Raw): Uint8Array {
  const size = Math.min(width, height);
  const [left, top] = [Math.floor((width - size) / 2), Math.floor((height - size) / 2)];
  const rows = Array.from({ length: size }, (_, row) => {
    const start = ((top + row) * width + left) * 3;
    return pixels.subarray(start, start + size * 3);
  });
  return Buffer.concat(rows);
}

function differences(found: Uint8Array, wanted: Uint8Array): { largest: number; mean: number } {
  let [largest, sum] = [0, 0];
  for (const [at, value] of found.entries()) {
    const difference = Math.abs(value - (wanted[at] as number));
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return { largest, mean: sum / found.length };
}

for (const name of names) {
  test(`${name} has Pillow's pixels, and after resizing less than a level more or less`, async (t) => {
    const whole = await expected('decoded', name);
    const asIs = await decode(name, ({ width, height }) => ({ size: Math.min(width, height), rule: 'crop' }));
    t.is(asIs.length, Math.min(whole.width, whole.height) ** 2 * 3);
    const exact = differences(asIs, middle(whole));
    t.true(exact.largest <= tolerance(name), `${exact.largest} levels at most, ${exact.mean} on average`);
    const cropped = await decode(name, () => ({ size: 24, rule: 'crop' }));
    t.is(cropped.length, 24 * 24 * 3);
    const resized = differences(cropped, (await expected('cropped', name)).pixels);
    t.true(resized.mean < 1, `${resized.mean} levels on average, ${resized.largest} at most`);
  });
}

test('squeezed, a picture keeps its corners', async (t) => {
  const squeezed = await decode('rgb.png', () => ({ size: 10, rule: 'squeeze' }));
  const [first, last] = [squeezed.subarray(0, 3), squeezed.subarray(-3)];
  t.true((first[0] as number) < 30 && (first[1] as number) < 30);
  t.true((last[0] as number) > 225 && (last[1] as number) > 225);
});

test('what is no picture that is read here has no format', (t) => {
  for (const text of ['', 'hello', '<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7', 'BM', 'RIFF1234WAVE'])
    t.is(pictureFormat(Buffer.from(text)), undefined, text);
});
