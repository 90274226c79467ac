import { invalidField } from '@parallax/errors';
import sharp, { type Sharp } from 'sharp';

/** Images are refused by their headers where they are larger: a small file can claim to be, or be, a huge picture. */
const MAX_PIXELS = 16 * 1024 * 1024;

/** libvips holds some 900 rows at once, however few there are: a wide picture of few pixels would take gigabytes. */
const MAX_SIDE = 16 * 1024;

/** Of what an image may take while it is decoded. */
const MAX_DECODED_BYTES = 128 * 1024 * 1024;

/** How files of the two formats begin. Nothing else reaches sharp, which would also open SVG, PDF and more. */
const signatures = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from([0xff, 0xd8, 0xff])];

// libvips keeps the results of its last operations, in which no two of our images meet.
sharp.cache(false);

/** What an image is by its header, before it is decoded. */
export interface ImageHeader {
  width: number;
  height: number;
  /** That it may take while it is decoded: whole, where it is interlaced, and as wide as its samples are. */
  decodedBytes: number;
}

/**
 * Reads the header of a PNG or JPEG.
 *
 * @param field where it came from, for the error: `images[3]`
 * @throws INVALID_FIELD where it is no such image, or a larger one than is decoded here
 */
export async function readImageHeader(bytes: Uint8Array, field: string): Promise<ImageHeader> {
  if (!signatures.some((signature) => signature.equals(bytes.subarray(0, signature.length))))
    throw notWhole(field, bytes);
  const { width, height, channels, depth, isProgressive, format } = await read(bytes, field, (image) =>
    image.metadata(),
  );
  // A progressive JPEG is kept as coefficients of 16 bits until its last scan has come.
  const bytesPerSample = (depth === 'ushort' ? 2 : 1) + (isProgressive && format === 'jpeg' ? 2 : 0);
  const decodedBytes = width * height * channels * bytesPerSample;
  if (Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS || decodedBytes > MAX_DECODED_BYTES) {
    const limits = `${MAX_SIDE} pixels a side, ${MAX_PIXELS} in all, and ${MAX_DECODED_BYTES} bytes decoded`;
    throw invalidField(
      field,
      `${width}×${height} pixels, ${decodedBytes} bytes decoded`,
      `must have at most ${limits}`,
    );
  }
  return { width, height, decodedBytes };
}

/**
 * A PNG or JPEG as uint8 [height, width, 3]. An image of another size is resized whole (sharp's `linear` kernel, aspect
 * ratio not kept); transparency is laid on black; grey becomes RGB, and so does any other colour space. One of that size
 * keeps every pixel as it is.
 *
 * @param field where it came from, for the error: `images[3]`
 * @throws INVALID_FIELD where it is no such image, or a larger one than is decoded here
 */
export async function decodeImage(
  bytes: Uint8Array,
  field: string,
  { height, width } = { height: 32, width: 32 },
): Promise<Uint8Array> {
  const header = await readImageHeader(bytes, field);
  return read(bytes, field, (image) => {
    const rgb = image.flatten({ background: '#000' }).toColourspace('srgb');
    const isSized = header.height === height && header.width === width;
    const sized = isSized ? rgb : rgb.resize(width, height, { fit: 'fill', kernel: 'linear' });
    return sized.raw().toBuffer();
  });
}

async function read<T>(bytes: Uint8Array, field: string, work: (image: Sharp) => Promise<T>): Promise<T> {
  try {
    // The header's pixels are counted by us, whose refusal names them.
    return await work(sharp(bytes, { limitInputPixels: false, failOn: 'error' }));
  } catch (cause) {
    throw notWhole(field, bytes, `: ${(cause as Error).message}`);
  }
}

function notWhole(field: string, bytes: Uint8Array, why = ''): Error {
  return invalidField(field, `${bytes.length} bytes`, `must be a whole PNG or JPEG${why}`);
}
