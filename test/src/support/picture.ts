import sharp from 'sharp';

/** A PNG that differs from all others by its seed. @param width, height in pixels */
export function picture(seed: number, width = 40, height = width): Promise<Buffer> {
  const raw = Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * (seed + 3) + seed * 41) % 256));
  return sharp(raw, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
