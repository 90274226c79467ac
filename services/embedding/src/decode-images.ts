import { decodePicture, type Fit, type PictureHeader, type PictureLimits, readPictureHeader } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { Semaphore } from '@parallax/rpc';

const MIB = 2 ** 20;

/** Of each image. */
const limits: PictureLimits = { side: 16 * 1024, pixels: 16 * MIB, decodedBytes: 128 * MIB };

/** Of one call's images together: about a second of a core. */
const mostPixels = 64 * 2 ** 20;

/** What all calls' images take at once while they are decoded; the server has 1 GiB in our manifests, of which encoders may take half, and uses 130 MiB without. */
const decoded = new Semaphore(128 * MIB, '128 MiB of images that are decoded at once');

/**
 * Decodes a call's images to what an encoder takes, one after another, once there is room for the largest beside those of
 * other calls.
 *
 * @throws INVALID_FIELD where one is no image, or where it is too large by itself or together with those before it; OVERLOADED
 */
export async function decodeImages(
  images: readonly Uint8Array[],
  fit: Fit,
  signal: AbortSignal,
): Promise<Uint8Array[]> {
  const headers: PictureHeader[] = [];
  let pixels = 0;
  for (const [index, image] of images.entries()) {
    const field = `images[${index}]`;
    const header = await readPictureHeader(image, field, limits);
    const { width, height } = header;
    headers.push(header);
    pixels += width * height;
    if (pixels > mostPixels) {
      const must = `must have at most ${mostPixels} pixels with those before it, which make ${pixels} with it`;
      throw invalidField(field, `${width}×${height} pixels`, must);
    }
  }
  const decodeAll = async () => {
    const found: Uint8Array[] = [];
    for (const [index, image] of images.entries()) {
      signal.throwIfAborted();
      found.push(await decodePicture(image, headers[index] as PictureHeader, fit, `images[${index}]`));
    }
    return found;
  };
  return decoded.run(Math.max(...headers.map(({ decodedBytes }) => decodedBytes)), decodeAll, signal);
}
