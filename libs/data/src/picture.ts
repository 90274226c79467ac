import { invalidField } from '@parallax/errors';
import type { Sharp } from 'sharp';
import { decodeBmp, readBmpHeader } from './bmp.js';
import { readPlainJpeg } from './jpeg.js';
import { lookOf } from './look.js';
import { cropMiddle, enlarge, layOnBlack, type Rgb } from './pixels.js';
import { whyNotWhole } from './whole.js';

/** How a picture is brought to a square of `size` pixels a side. */
export interface Fit {
  /** Pixels. */
  size: number;
  /**
   * `crop`: the shorter side becomes `size`, the longer one in proportion, rounded, and its middle is kept, from the floor of half
   * of what is too much. `squeeze`: the whole picture becomes the square, whatever its aspect ratio.
   */
  rule: FitRule;
}

type FitRule = 'crop' | 'squeeze';

/** What decodes and resizes pictures, with its version: another one may give other pixels. */
export async function namePictureDecoder(): Promise<string> {
  const { versions } = await loadSharp();
  return `sharp ${versions.sharp}, libvips ${versions.vips}`;
}

/** Up to where pictures are decoded. They are refused by their headers: a small file can claim to be, or be, a huge picture. */
export interface PictureLimits {
  /** Pixels of the longer side: libvips holds some 900 rows at once, however few there are. */
  side: number;
  /** Pixels in all. */
  pixels: number;
  /** Bytes that the picture may take while it is decoded. */
  decodedBytes: number;
}

/** Up to where a collection's pictures are decoded: those of large cameras, and what one of them may take meanwhile. */
export const collectionLimits: PictureLimits = { side: 32_768, pixels: 2 ** 27, decodedBytes: 2 ** 29 };

/** What a picture is by its header, before it is decoded. */
export interface PictureHeader {
  format: PictureFormat;
  /** Pixels, as the picture is looked at: after its EXIF orientation. */
  width: number;
  height: number;
  hasAlpha: boolean;
  /** That it may take while it is decoded: whole, where it is interlaced, and as wide as its samples are. */
  decodedBytes: number;
}

/**
 * Formats of pictures, and how their files begin, in hexadecimal digits. Nothing else reaches sharp, which would also open SVG, PDF
 * and more.
 */
const signatures = {
  jpeg: /^ffd8ff/,
  png: /^89504e470d0a1a0a/,
  webp: /^52494646.{8}57454250/,
  gif: /^47494638(37|39)61/,
  tiff: /^(49492[ab]00|4d4d002[ab])/,
  avif: /^.{8}66747970(61766966|61766973|6d696631|6d736631)/,
  bmp: /^424d.{8}00000000/,
} as const;

export type PictureFormat = keyof typeof signatures;

type Library = typeof import('sharp').default;

let loading: Promise<Library> | undefined;

/** sharp, which the first picture loads: it takes an eighth of a second, and most commands meet no picture. */
function loadSharp(): Promise<Library> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    // libvips keeps the results of its last operations, in which no two of our pictures meet.
    sharp.cache(false);
    return sharp;
  });
  return loading;
}

/** The format of a picture by how its file begins; undefined where it is none that is read here. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  const found = Object.entries(signatures).find(([, signature]) => signature.test(start));
  return found?.[0] as PictureFormat | undefined;
}

/**
 * Reads the header of a picture.
 *
 * @param field where it came from, for the error: `images[3]`
 * @throws INVALID_FIELD where it is no picture, or a larger one than the limits allow
 */
export async function readPictureHeader(
  bytes: Uint8Array,
  field: string,
  limits: PictureLimits,
): Promise<PictureHeader> {
  const format = pictureFormat(bytes);
  if (!format) throw notWhole(field, bytes);
  const { width, height, bytesPerPixel, hasAlpha } = await naming(field, bytes, () => sizeOf(bytes, format));
  const decodedBytes = width * height * bytesPerPixel;
  const isTooLarge = Math.max(width, height) > limits.side || width * height > limits.pixels;
  if (isTooLarge || decodedBytes > limits.decodedBytes) {
    const { side, pixels } = limits;
    throw invalidField(
      field,
      `${width}×${height} pixels, ${decodedBytes} bytes decoded`,
      `must have at most ${side} pixels a side, ${pixels} in all, and ${limits.decodedBytes} bytes decoded`,
    );
  }
  return { format, width, height, hasAlpha, decodedBytes };
}

/** @returns pixels as the picture is looked at, and what one of them may take while it is decoded */
async function sizeOf(
  bytes: Uint8Array,
  format: PictureFormat,
): Promise<{ width: number; height: number; bytesPerPixel: number; hasAlpha: boolean }> {
  if (format === 'bmp') return { ...readBmpHeader(bytes), bytesPerPixel: 3, hasAlpha: false };
  const plain = format === 'jpeg' && readPlainJpeg(bytes);
  if (plain)
    return { ...plain, hasAlpha: false, bytesPerPixel: Math.max(3, plain.channels * (plain.isProgressive ? 3 : 1)) };
  const sharp = await loadSharp();
  const { autoOrient, channels, depth, isProgressive, hasAlpha } = await sharp(bytes, options).metadata();
  // A progressive JPEG is kept as coefficients of 16 bits until its last scan has come.
  const bytesPerSample = (bytesOf[depth] ?? 1) + (isProgressive && format === 'jpeg' ? 2 : 0);
  // It is in memory whole, as RGB; what is transparent as RGBA, and laid on black.
  return { ...autoOrient, hasAlpha, bytesPerPixel: Math.max(channels * bytesPerSample, hasAlpha ? 7 : 3) };
}

/** Of one sample. */
const bytesOf: Readonly<Record<string, number>> = { ushort: 2, short: 2, uint: 4, int: 4, float: 4, double: 8 };

/**
 * A picture as uint8 [size, size, 3] in sRGB: turned as its EXIF orientation says; an embedded colour profile, CMYK, grey and
 * palettes converted; of 16 bits the high byte; transparency laid on black; of an animation the first frame. It is resized as
 * Pillow's BILINEAR does, at full resolution: reduced by a triangle as wide as a pixel of the result, and enlarged between the
 * centres of pixels. One that has the size already keeps every pixel.
 *
 * @param header what `readPictureHeader` said of it
 * @param field where it came from, for the error: `images[3]`
 * @throws INVALID_FIELD where it is no whole picture
 */
export async function decodePicture(
  bytes: Uint8Array,
  header: PictureHeader,
  fit: Fit,
  field: string,
): Promise<Uint8Array> {
  if (isReducedMeanwhile(header))
    return naming(field, bytes, async () => toSquare(await open(bytes, header), header, fit));
  const { width, height } = header;
  return fitPixels({ pixels: await decodeWhole(bytes, header, field), width, height }, fit);
}

/**
 * As `decodePicture`, and `lookOf` the whole picture: what it looks like depends on no size and no rule. Of a large JPEG or WebP
 * it is that of the picture reduced to a grid of pixels, which decoders do faster than they decode it whole.
 */
export async function decodeWithLook(
  bytes: Uint8Array,
  header: PictureHeader,
  fit: Fit,
  field: string,
): Promise<{ pixels: Uint8Array; look: string }> {
  const { width, height } = header;
  if (!isReducedMeanwhile(header)) {
    const whole = { pixels: await decodeWhole(bytes, header, field), width, height };
    return { pixels: await fitPixels(whole, fit), look: lookOf(whole) };
  }
  const pixels = await decodePicture(bytes, header, fit, field);
  return { pixels, look: lookOf(await naming(field, bytes, async () => toGrid(await open(bytes, header)))) };
}

/** All pixels of a picture, uint8 [height, width, 3]: `decodePicture` before it is brought to size. @throws INVALID_FIELD */
export async function decodeWhole(bytes: Uint8Array, header: PictureHeader, field: string): Promise<Uint8Array> {
  return naming(field, bytes, async () => (await open(bytes, header)).raw({ depth: 'uchar' }).toBuffer());
}

/** The picture of an array, uint8 [height, width, 3], brought to size by the same rule: uint8 [size, size, 3]. */
export async function fitPixels({ pixels, width, height }: Rgb, fit: Fit): Promise<Uint8Array> {
  if (width === fit.size && height === fit.size) return pixels;
  const sharp = await loadSharp();
  return toSquare(sharp(pixels, { ...options, raw: { width, height, channels: 3 } }), { width, height }, fit);
}

/** A PNG of uint8 [size, size, 3], which decodes to the same pixels. */
export async function encodePng(pixels: Uint8Array, size: number): Promise<Buffer> {
  const sharp = await loadSharp();
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .png({ compressionLevel: 3 })
    .toBuffer();
}

/** Up to so many pixels a picture is decoded whole, which takes no longer. */
const SMALL = 512 * 512;

/** Whether a picture's decoder reduces it while it reads it, which is faster than to decode it whole. */
function isReducedMeanwhile({ format, width, height, hasAlpha }: PictureHeader): boolean {
  return ['jpeg', 'webp'].includes(format) && !hasAlpha && width * height > SMALL;
}

/** Pixels of a large picture for its look: 16 by 16 for each cell of the look's grid. */
const GRID = { width: 144, height: 128 } as const;

async function toGrid(picture: Sharp): Promise<Rgb> {
  const { width, height } = GRID;
  const reduced = picture.resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false });
  return { pixels: await reduced.raw({ depth: 'uchar' }).toBuffer(), width, height };
}

async function toSquare(
  picture: Sharp,
  { width, height }: Pick<Rgb, 'width' | 'height'>,
  { size, rule }: Fit,
): Promise<Uint8Array> {
  const scale = size / Math.min(width, height);
  const [across, down] =
    rule === 'crop' ? [Math.round(width * scale), Math.round(height * scale)] : ([size, size] as const);
  const [reducedAcross, reducedDown] = [Math.min(across, width), Math.min(down, height)];
  const isReduced = reducedAcross < width || reducedDown < height;
  const reduced = isReduced
    ? picture.resize(reducedAcross, reducedDown, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
    : picture;
  const pixels = await reduced.raw({ depth: 'uchar' }).toBuffer();
  const sized = { pixels, width: reducedAcross, height: reducedDown };
  const isEnlarged = reducedAcross < across || reducedDown < down;
  return cropMiddle(isEnlarged ? enlarge(sized, across, down) : sized, size);
}

/** The header's pixels are counted by us, whose refusal names them. */
const options = { limitInputPixels: false, failOn: 'error', autoOrient: true } as const;

/** The picture as RGB. */
async function open(bytes: Uint8Array, { format, width, height, hasAlpha }: PictureHeader): Promise<Sharp> {
  const sharp = await loadSharp();
  const raw = { width, height, channels: 3 } as const;
  if (format === 'bmp') return sharp(decodeBmp(bytes).pixels, { ...options, raw });
  const picture = sharp(bytes, options).toColourspace('srgb');
  if (!hasAlpha) return picture;
  return sharp(layOnBlack(await picture.raw({ depth: 'uchar' }).toBuffer()), { ...options, raw });
}

/** Of what is thrown meanwhile, the error that names where the picture came from. */
async function naming<T>(field: string, bytes: Uint8Array, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const format = pictureFormat(bytes);
    // BMP is read by us, and what is wrong with one is told in our words.
    const why = format && format !== 'bmp' ? whyNotWhole(bytes, format) : (cause as Error).message;
    throw notWhole(field, bytes, `: ${why}`, cause);
  }
}

function notWhole(field: string, bytes: Uint8Array, why = '', cause?: unknown): Error {
  const formats = 'JPEG, PNG, WebP, GIF, TIFF, AVIF or BMP';
  return invalidField(field, `${bytes.length} bytes`, `must be a whole picture, ${formats}${why}`, cause);
}
