import { createHash } from 'node:crypto';
import { collectionLimits, decodeItem, type Fit, type Item, type ItemSplit } from '@parallax/data';
import { Semaphore, UNBOUNDED } from '@parallax/rpc';

const MIB = 2 ** 20;

/** What all that are decoded at once may take. */
const decoding = new Semaphore(512 * MIB, '512 MiB of pictures at once', UNBOUNDED);

/** A picture as it comes into a dataset, without its pixels. */
export interface Row {
  /** Its file's name. */
  name: string;
  split?: ItemSplit;
  label?: string | number;
  /** The number of the unit in which it stands. */
  unit: number;
  /** What is the same of the same file: a hash of its bytes; in an array, of its pixels. */
  source: string;
  /** What is the same of the same picture: its sides before it was brought to size, and a hash of its pixels afterwards. */
  identity: string;
  /** A perceptual hash: 64 bits in hexadecimal digits. */
  look: string;
}

/** Runs a piece of work once there is room for the bytes that it takes. */
export function admitted<T>(bytes: number, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return decoding.run(bytes, work, signal);
}

/** What comes of an item. */
export type Outcome =
  | { kind: 'taken'; row: Row; pixels: Uint8Array }
  /** It looks like a picture by its name, or is one in part. */
  | { kind: 'bad'; name: string; reason: string }
  /** It is no picture, nor is it called one: `.DS_Store`, annotations. */
  | { kind: 'other'; name: string };

/**
 * Decodes an item and brings it to size. What is wrong with a picture is an outcome, and throws nothing.
 *
 * @param unit the number of the one in which it stands
 */
export async function outcomeOf(item: Item, unit: number, fit: Fit, signal: AbortSignal): Promise<Outcome> {
  const { name, split, label, content } = item;
  const admit = <T>(bytes: number, work: () => Promise<T>) => admitted(bytes, work, signal);
  const decoded = await decodeItem(item, { fit, limits: collectionLimits, signal, admit });
  if (decoded.kind !== 'decoded') return { ...decoded, name };
  const { pixels, width, height } = decoded;
  const row = {
    name,
    unit,
    source: hashOf(bytesOf(content)),
    identity: `${width}×${height} ${hashOf(pixels)}`,
    look: lookOf(pixels, fit.size),
  };
  return { kind: 'taken', row: { ...row, ...(split && { split }), ...(label !== undefined && { label }) }, pixels };
}

function bytesOf(content: Item['content']): Uint8Array {
  if (content.kind === 'refused') return new Uint8Array();
  return content.kind === 'encoded' ? content.bytes : content.pixels;
}

/** 128 bits of the SHA-256: as many as tell apart what lies in one source, and half as long in memory, where the rows of all are. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest().subarray(0, 16).toString('base64url');
}

/**
 * The difference hash of a picture (Krawetz 2013): of its grey values on a grid of 8 rows and 9 columns, whether each is brighter
 * than the one to the right of it. Pictures that look alike have equal or nearly equal ones.
 *
 * @param pixels uint8 [size, size, 3]
 */
export function lookOf(pixels: Uint8Array, size: number): string {
  const grid = greyGrid(pixels, size);
  let bits = 0n;
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      const at = row * 9 + column;
      bits = (bits << 1n) | ((grid[at] as number) > (grid[at + 1] as number) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

/** The mean grey of each cell of 8 rows and 9 columns; where there are fewer pixels, cells share them. */
function greyGrid(pixels: Uint8Array, size: number): Float64Array {
  const grid = new Float64Array(72);
  for (let cell = 0; cell < 72; cell++) {
    const [row, column] = [Math.floor(cell / 9), cell % 9];
    const [top, left] = [Math.floor((row * size) / 8), Math.floor((column * size) / 9)];
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * size) / 8));
    const right = Math.max(left + 1, Math.floor(((column + 1) * size) / 9));
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = (y * size + x) * 3;
        sum += 299 * (pixels[at] as number) + 587 * (pixels[at + 1] as number) + 114 * (pixels[at + 2] as number);
      }
    }
    grid[cell] = sum / ((bottom - top) * (right - left));
  }
  return grid;
}
