/** What the header of a JPEG says. */
export interface JpegHeader {
  /** Pixels. */
  width: number;
  height: number;
  channels: 1 | 3;
  isProgressive: boolean;
}

const exif = Buffer.from('Exif\0\0');

/** Start of frame: baseline, extended sequential, progressive. */
const frames = [0xc0, 0xc1, 0xc2];

/**
 * The header of a plain JPEG (ITU-T T.81, annex B): grey or of three components, of 8 bits, and without Exif, which could turn it. Of a
 * small picture sharp takes a seventh of the time in which it decodes and resizes it to say the same.
 *
 * @returns undefined for any other, of which sharp knows what it is
 */
export function readPlainJpeg(bytes: Uint8Array): JpegHeader | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 10 <= view.length && view[at] === 0xff; ) {
    const marker = view[at + 1] as number;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.readUInt16BE(at + 2);
    if (frames.includes(marker)) return frameOf(view.subarray(at + 4), marker);
    const isExif = marker === 0xe1 && view.subarray(at + 4, at + 10).equals(exif);
    // A scan without a frame before it, or what this doesn't know.
    if (isExif || marker < 0xc0 || marker === 0xda || length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

function frameOf(frame: Buffer, marker: number): JpegHeader | undefined {
  const [precision = 0, , , , , channels = 0] = frame;
  if (frame.length < 6 || precision !== 8 || (channels !== 1 && channels !== 3)) return undefined;
  const [height, width] = [frame.readUInt16BE(1), frame.readUInt16BE(3)];
  // The height may stand behind the first scan.
  return height > 0 && width > 0 ? { width, height, channels, isProgressive: marker === 0xc2 } : undefined;
}
