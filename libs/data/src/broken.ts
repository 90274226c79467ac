import type { PictureFormat } from './picture.js';

/** Whether a file that begins as one of a format has the end that the format asks for. */
const ends: Partial<Record<PictureFormat, (bytes: Buffer) => boolean>> = {
  jpeg: hasJpegEnd,
  png: hasPngEnd,
  webp: (bytes) => bytes.length >= 8 && 8 + bytes.readUInt32LE(4) <= bytes.length,
  gif: (bytes) => bytes.at(-1) === 0x3b,
  avif: hasWholeBoxes,
};

/**
 * Why a picture that its decoder refuses is none, by its bytes alone. What the decoder says is not repeated: its words are for its
 * authors, and where several pictures are decoded at once they may be about another of them, or missing.
 */
export function whyBroken(bytes: Uint8Array, format: PictureFormat): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasEnd = ends[format]?.(view) ?? true;
  return hasEnd ? 'its data are damaged, or of a kind that is not read here' : 'it is cut off: its end is missing';
}

/** Segments, scans with their data, and an end (ITU-T T.81, annex B). A thumbnail within a segment may have an end of its own. */
function hasJpegEnd(bytes: Buffer): boolean {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    // Of the data of a scan, no byte ff stands before d9.
    if (bytes[at + 1] === 0xda) return bytes.indexOf('ffd9', at, 'hex') >= 0;
    at += bytes[at + 1] === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
    if (at >= bytes.length) return false;
  }
  return bytes.indexOf('ffd9', 2, 'hex') >= 0;
}

/** Chunks: the length of its data, a type, the data, a checksum. The last is an IEND. */
function hasPngEnd(bytes: Buffer): boolean {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return next <= bytes.length;
    at = next;
  }
  return false;
}

/** Boxes of ISO/IEC 14496-12: a length, with itself, a type, and what is in it. A length of 1 stands for one of 64 bits. */
function hasWholeBoxes(bytes: Buffer): boolean {
  let at = 0;
  while (at + 16 <= bytes.length) {
    const short = bytes.readUInt32BE(at);
    const length = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    // Up to the end, or shorter than any box is, which is damage.
    if (length < 8) return true;
    at += length;
  }
  return at === bytes.length;
}
