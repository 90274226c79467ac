import { deflateSync } from 'node:zlib';
import { decodePicture, type PictureLimits, readPictureHeader } from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import { invalid } from '../support/errors.js';
import { decoded } from './support/release.js';

const limits: PictureLimits = { side: 16_384, pixels: 2 ** 24, decodedBytes: 2 ** 27 };

/** As `Embed` does. */
async function decodeImage(bytes: Uint8Array, field: string): Promise<Uint8Array> {
  const header = await readPictureHeader(bytes, field, limits);
  return decodePicture(bytes, header, { size: 32, rule: 'squeeze' }, field);
}

/** A picture of a colour gradient. */
function picture(width: number, height: number, channels: 1 | 3 | 4): Sharp {
  const raw = Buffer.from(Array.from({ length: width * height * channels }, (_, at) => (at * 7) % 256));
  return sharp(raw, { raw: { width, height, channels } });
}

test("a PNG of a dataset's image gives that image, byte for byte", async (t) => {
  const { images } = await decoded('test');
  const image = images.subarray(3072, 6144);
  const png = await sharp(image, { raw: { width: 32, height: 32, channels: 3 } })
    .png()
    .toBuffer();
  t.deepEqual(Buffer.from(await decodeImage(png, 'images[0]')), Buffer.from(image));
});

const forms: Record<string, () => Sharp> = {
  'a large JPEG': () => picture(300, 200, 3).jpeg(),
  'a tiny PNG': () => picture(1, 1, 3).png(),
  'a grey PNG': () => picture(32, 32, 1).png(),
  'a grey JPEG': () => picture(64, 48, 1).jpeg(),
  'a PNG with 16 bits a channel': () => picture(32, 32, 3).toColourspace('rgb16').png(),
  'a PNG with a palette': () => picture(32, 32, 3).png({ palette: true }),
  'a CMYK JPEG': () => picture(32, 32, 3).toColourspace('cmyk').jpeg(),
};

for (const [what, make] of Object.entries(forms)) {
  test(`${what} becomes 32 by 32 pixels of RGB`, async (t) => {
    t.is((await decodeImage(await make().toBuffer(), 'images[0]')).length, 3072);
  });
}

test('transparency is laid on black', async (t) => {
  const clear = {
    create: { width: 32, height: 32, channels: 4 as const, background: { r: 255, g: 255, b: 255, alpha: 0 } },
  };
  const png = await sharp(clear).png().toBuffer();
  t.deepEqual(new Set(await decodeImage(png, 'images[0]')), new Set([0]));
});

test('an image of another size is resized whole, its aspect ratio not kept', async (t) => {
  // White above, black below: also when it is much wider than high.
  const white = Buffer.alloc(200 * 20 * 3, 255);
  const wide = sharp(Buffer.concat([white, Buffer.alloc(white.length)]), {
    raw: { width: 200, height: 40, channels: 3 },
  });
  const pixels = await decodeImage(await wide.png().toBuffer(), 'images[0]');
  const row = (at: number) => new Set(pixels.subarray(at * 96, at * 96 + 96));
  t.deepEqual([row(0), row(31)], [new Set([255]), new Set([0])]);
});

const noImages: Record<string, () => Promise<Buffer> | Buffer> = {
  nothing: () => Buffer.alloc(0),
  text: () => Buffer.from('hello'),
  'a PNG that is cut off': async () => (await picture(32, 32, 3).png().toBuffer()).subarray(0, -200),
  'a JPEG that is cut off': async () => (await picture(300, 200, 3).jpeg().toBuffer()).subarray(0, 5_000),
  'a PNG with a broken header': async () => (await picture(32, 32, 3).png().toBuffer()).fill(0, 10, 40),
  'a PDF': () => Buffer.from('%PDF-1.7'),
  'an SVG': () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'),
};

for (const [what, make] of Object.entries(noImages)) {
  test(`${what} is refused, by its place`, async (t) => {
    const bytes = await make();
    const error = await t.throwsAsync(decodeImage(bytes, 'images[3]'), { instanceOf: ParallaxError });
    t.like(error, invalid('images[3]', `${bytes.length} bytes`));
  });
}

/** What a header claims is refused before anything is decoded, so nothing else need be there. */
function claiming(width: number, height: number, { depth = 8, colour = 2, interlaced = 0 } = {}): Buffer {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write('IHDR', 4);
  header.writeUInt32BE(width, 8);
  header.writeUInt32BE(height, 12);
  header.set([depth, colour, 0, 0, interlaced], 16);
  header.writeUInt32BE(crc32(header.subarray(4, 21)), 21);
  const data = deflateSync(Buffer.alloc(0));
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write('IDAT', 4);
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), header, chunk]);
}

/** As PNG's chunks have it (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const tooLarge: Record<string, Buffer> = {
  'a picture of 8192 × 8192 pixels': claiming(8192, 8192),
  'a picture of 1 × 60,000,000 pixels of one bit': claiming(1, 60_000_000, { depth: 1, colour: 0 }),
  'a picture of one row of 16,385 pixels': claiming(16_385, 1),
  'a picture of 2³¹ − 1 by 2³¹ − 1 pixels': claiming(2 ** 31 - 1, 2 ** 31 - 1),
};

for (const [what, png] of Object.entries(tooLarge)) {
  test(`${what} is refused by its header`, async (t) => {
    const error = await t.throwsAsync(decodeImage(png, 'images[3]'), { instanceOf: ParallaxError });
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'images[3]' } });
  });
}

test('16 million pixels are the most, and wide samples and scans count', async (t) => {
  const field = 'images[0]';
  const side = 4096;
  t.is((await readPictureHeader(claiming(side, side), field, limits)).decodedBytes, side * side * 3);
  t.is(
    (await readPictureHeader(claiming(side, side, { depth: 16, colour: 6 }), field, limits)).decodedBytes,
    side * side * 8,
  );
  const error = await t.throwsAsync(readPictureHeader(claiming(side, side + 1), field, limits), {
    instanceOf: ParallaxError,
  });
  t.regex(
    error.message,
    /^images\[0\] is "4096×4097 pixels, 50343936 bytes decoded": it must have at most 16384 pixels a side, 16777216 in/,
  );
  const jpeg = await picture(640, 480, 3).jpeg({ progressive: true }).toBuffer();
  t.is((await readPictureHeader(jpeg, field, limits)).decodedBytes, 640 * 480 * 3 * 3);
});
