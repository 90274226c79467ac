import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  decodeItem,
  decodePicture,
  type Fit,
  type PictureLimits,
  pictureFormat,
  readPictureHeader,
} from '@parallax/data';
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

/** What a picture looks like, told while it is brought to size. */
async function look(bytes: Uint8Array, fit: Fit): Promise<{ look: string; pixels: Uint8Array }> {
  const item = { name: 'picture', content: { kind: 'encoded', bytes } } as const;
  const signal = new AbortController().signal;
  const told = await decodeItem(item, { fit, limits, signal, withLook: true });
  const plain = await decodeItem(item, { fit, limits, signal });
  if (told.kind !== 'decoded' || plain.kind !== 'decoded') throw new Error('it is a picture');
  return { look: told.look, pixels: Buffer.compare(told.pixels, plain.pixels) === 0 ? told.pixels : Buffer.of() };
}

test('what a picture looks like depends neither on its size and fit nor on its format, and telling it changes no pixel', async (t) => {
  const coarse = Buffer.from(Array.from({ length: 9 * 8 * 3 }, (_, at) => (at * 89) % 256));
  const large = sharp(coarse, { raw: { width: 9, height: 8, channels: 3 } }).resize(900, 640, { kernel: 'nearest' });
  const small = large.clone().resize(90, 64, { kernel: 'nearest' });
  const pictures = [
    ...(await Promise.all([large.clone().png().toBuffer(), large.clone().jpeg().toBuffer()])),
    ...(await Promise.all([large.clone().webp().toBuffer(), small.png().toBuffer()])),
  ];
  const fits: Fit[] = [
    { size: 16, rule: 'crop' },
    { size: 96, rule: 'squeeze' },
  ];
  const looks = new Set<string>();
  for (const bytes of pictures) {
    for (const fit of fits) {
      const { look: own, pixels } = await look(bytes, fit);
      looks.add(own);
      t.is(pixels.length, fit.size ** 2 * 3);
    }
  }
  t.is(looks.size, 1, [...looks].join(', '));
  t.regex([...looks][0] ?? '', /^[0-9a-f]{16}$/);
});

test('what is no picture that is read here has no format', (t) => {
  for (const text of ['', 'hello', '<svg xmlns="http://www.w3.org/2000/svg"/>', '%PDF-1.7', 'BM', 'RIFF1234WAVE'])
    t.is(pictureFormat(Buffer.from(text)), undefined, text);
});

test("a JPEG's header is what sharp says of it, whether it is read here or there", async (t) => {
  const jpegs = names.filter((name) => name.endsWith('.jpg'));
  const bytes = await Promise.all(jpegs.map((name) => readFile(join(folder, name))));
  const made = sharp(await readFile(join(folder, 'rgb.jpg')));
  const withFill = Buffer.from(await made.clone().jpeg().toBuffer());
  bytes.push(
    await made.clone().jpeg({ progressive: true }).toBuffer(),
    await made.clone().grayscale().jpeg({ mozjpeg: true }).toBuffer(),
    await made
      .clone()
      .withExif({ IFD0: { Artist: 'x' } })
      .jpeg()
      .toBuffer(),
    await made.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    // Markers may have fill bytes before them.
    Buffer.concat([withFill.subarray(0, 2), Buffer.of(0xff, 0xff), withFill.subarray(2)]),
  );
  for (const [at, each] of bytes.entries()) {
    const { autoOrient, channels, isProgressive } = await sharp(each, { autoOrient: true }).metadata();
    const { width, height } = autoOrient;
    const decodedBytes = width * height * Math.max(3, channels * (isProgressive ? 3 : 1));
    const header = await readPictureHeader(each, 'picture', limits);
    t.deepEqual(header, { format: 'jpeg', width, height, hasAlpha: false, decodedBytes }, jpegs[at] ?? `made ${at}`);
  }
});

test('a JPEG that ends in its header, or whose header lies, is refused', async (t) => {
  const whole = await readFile(join(folder, 'rgb.jpg'));
  for (const length of [3, 4, 10, 20, 40]) {
    const error = await t.throwsAsync(readPictureHeader(whole.subarray(0, length), 'picture', limits));
    t.regex(error?.message ?? '', /must be a whole picture/, `${length} bytes`);
  }
});

test('why a picture is not whole is told by its bytes, in our words, as often as it is asked', async (t) => {
  const { width, height } = limitsOfNoise;
  const noise = sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });
  const bytes = {
    jpeg: await noise.clone().jpeg().toBuffer(),
    progressive: await noise.clone().jpeg({ progressive: true }).toBuffer(),
    thumbnailed: withThumbnail(await noise.clone().jpeg().toBuffer(), await noise.clone().resize(16).jpeg().toBuffer()),
    png: await noise.clone().png().toBuffer(),
    webp: await noise.clone().webp({ lossless: true }).toBuffer(),
    gif: await noise.clone().gif().toBuffer(),
  };
  const said = async (picture: Uint8Array) => {
    const decode = async () => {
      const header = await readPictureHeader(picture, 'picture', limits);
      return decodePicture(picture, header, { size: 32, rule: 'crop' }, 'picture');
    };
    return (await t.throwsAsync(decode()))?.message ?? '';
  };
  for (const [name, whole] of Object.entries(bytes)) {
    for (const share of [0.5, 0.9]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      const first = await said(cut);
      t.true(first.endsWith(': it is truncated'), `${name}: ${first}`);
      t.is(await said(cut), first);
    }
  }
  const spoilt = Buffer.from(bytes.png);
  spoilt.fill(0, 100_000, 100_200);
  t.true((await said(spoilt)).endsWith(': it is damaged, or of a kind that is not read here'));
});

const limitsOfNoise = { width: 640, height: 480 } as const;

/** A JPEG with another in its Exif, whose end is not that of the picture. */
function withThumbnail(picture: Buffer, thumbnail: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from('Exif\0\0'), thumbnail]);
  const header = Buffer.alloc(4);
  header.writeUInt16BE(0xffe1, 0);
  header.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([picture.subarray(0, 2), header, content, picture.subarray(2)]);
}
