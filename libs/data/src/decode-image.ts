import { invalidField } from '@parallax/errors';
import sharp from 'sharp';

/** Beyond this an image is refused before it is decoded: a small file can claim to be a huge picture. Pixels. */
const MAX_PIXELS = 64 * 1024 * 1024;

/** How files of the two formats begin. Nothing else reaches sharp, which would also open SVG, PDF and more. */
const signatures = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from([0xff, 0xd8, 0xff])];

/**
 * A PNG or JPEG as uint8 [height, width, 3]. An image of another size is resized whole (sharp's `linear` kernel, aspect
 * ratio not kept); transparency is laid on black; grey becomes RGB, and so does any other colour space. One of that size
 * keeps every pixel as it is.
 *
 * @param field where it came from, for the error: `images[3]`
 * @throws INVALID_FIELD where it is no such image
 */
export async function decodeImage(
  bytes: Uint8Array,
  field: string,
  { height, width } = { height: 32, width: 32 },
): Promise<Uint8Array> {
  const refused = (why: string) => invalidField(field, `${bytes.length} bytes`, `must be a whole PNG or JPEG${why}`);
  if (!signatures.some((signature) => signature.equals(bytes.subarray(0, signature.length)))) throw refused('');
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
    const metadata = await image.metadata();
    const rgb = image.flatten({ background: '#000' }).toColourspace('srgb');
    const sized =
      metadata.height === height && metadata.width === width
        ? rgb
        : rgb.resize(width, height, { fit: 'fill', kernel: 'linear' });
    return await sized.raw().toBuffer();
  } catch (cause) {
    throw refused(`: ${(cause as Error).message}`);
  }
}
