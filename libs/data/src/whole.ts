import type { PictureFormat } from './picture.js';

/**
 * Why a picture can't be decoded, by its bytes alone: what libvips says of the same picture differs from one time to the next.
 *
 * @param format by its first bytes
 */
export function whyNotWhole(bytes: Uint8Array, format: PictureFormat): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = hasEnd[format]?.(view);
  if (isWhole === false) return 'it is truncated';
  const others = 'damaged, or of a kind that is not read here';
  return isWhole ? `it is ${others}` : `it is truncated, ${others}`;
}

/** Whether a picture's end is there, of the formats that mark it or say how long they are. */
const hasEnd: Partial<Record<PictureFormat, (view: Buffer) => boolean>> = {
  jpeg: hasJpegEnd,
  png: (view) => view.includes('IEND', 8, 'latin1'),
  gif: (view) => view.at(-1) === 0x3b,
  webp: (view) => view.length >= 12 && view.readUInt32LE(4) + 8 <= view.length,
  avif: hasAllBoxes,
};

/** Whether the marker of a JPEG's end stands behind its first scan; the one of a thumbnail stands before that. */
function hasJpegEnd(view: Buffer): boolean {
  for (let at = 2; at + 4 <= view.length; ) {
    const marker = view.readUInt16BE(at);
    if (marker === 0xffda) return view.lastIndexOf(Buffer.of(0xff, 0xd9)) > at;
    // A fill byte, or what is no marker: the picture is damaged, and may still have an end.
    if (marker < 0xffc0 || marker === 0xffff) at++;
    else at += 2 + view.readUInt16BE(at + 2);
  }
  return false;
}

/** Whether the boxes at the top of an ISO base media file (ISO/IEC 14496-12) end where the file does. */
function hasAllBoxes(view: Buffer): boolean {
  let at = 0;
  while (at + 8 <= view.length) {
    const size = view.readUInt32BE(at);
    // The last may be as long as the file, or have its size in 64 bits.
    if (size < 8) return true;
    at += size;
  }
  return at === view.length;
}
