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
  /** A perceptual hash of the picture before it was brought to size: 64 bits in hexadecimal digits. */
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
  const decoded = await decodeItem(item, { fit, limits: collectionLimits, withLook: true, signal, admit });
  if (decoded.kind !== 'decoded') return { ...decoded, name };
  const { pixels, width, height, look } = decoded;
  const row = {
    name,
    unit,
    source: hashOf(bytesOf(content)),
    identity: `${width}×${height} ${hashOf(pixels)}`,
    look,
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
