import { decodeImage } from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import { decoded } from './support/release.js';

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
  'a WebP': () => picture(32, 32, 3).webp().toBuffer(),
  'an SVG': () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'),
};

for (const [what, make] of Object.entries(noImages)) {
  test(`${what} is refused, by its place`, async (t) => {
    const error = await t.throwsAsync(decodeImage(await make(), 'images[3]'), { instanceOf: ParallaxError });
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'images[3]' } });
    t.regex(error.message, /^images\[3\] is "\d+ bytes": it must be a whole PNG or JPEG/);
  });
}
