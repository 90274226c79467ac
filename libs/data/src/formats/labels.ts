import type { Bytes } from './bytes.js';

/** The highest label that a dataset can hold: labels are uint16 there. */
export const HIGHEST_LABEL = 65_535;

/** How many labels are read at a time where all are looked at. */
const BLOCK_LABELS = 1 << 17;

/** Labels of an integer dtype, one after the other. */
export interface LabelArray {
  bytes: Bytes;
  /** Where the first begins. Bytes. */
  offset: number;
  count: number;
  /** Bytes of a label: 1, 2, 4 or 8. */
  size: number;
  signed: boolean;
  bigEndian: boolean;
}

/**
 * Labels from `start` to before `end`.
 *
 * @throws INVALID_FIELD where one is negative or above 65,535
 */
export async function readLabels(
  labels: LabelArray,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const { bytes, offset, size } = labels;
  const block = await bytes.read(offset + start * size, offset + end * size, signal);
  return Array.from({ length: end - start }, (_, index) => {
    const label = labelAt(labels, block, index * size);
    if (label < 0 || label > HIGHEST_LABEL) {
      throw bytes.refuse(`its label ${start + index} is ${label}, not from 0 to ${HIGHEST_LABEL}`);
    }
    return Number(label);
  });
}

/**
 * The highest of the labels.
 *
 * @throws INVALID_FIELD as `readLabels` does
 */
export async function highestOf(labels: LabelArray, signal?: AbortSignal): Promise<number> {
  let highest = 0;
  for (let start = 0; start < labels.count; start += BLOCK_LABELS) {
    const block = await readLabels(labels, start, Math.min(start + BLOCK_LABELS, labels.count), signal);
    for (const label of block) highest = Math.max(highest, label);
  }
  return highest;
}

/** The classes `0` to `highest`, and at least `least` of them. */
export function numberedClasses(highest: number, least = 0): string[] {
  return Array.from({ length: Math.max(highest + 1, least) }, (_, label) => String(label));
}

function labelAt({ size, signed, bigEndian }: LabelArray, block: Buffer, at: number): number | bigint {
  if (size === 8) {
    const value = bigEndian ? block.readBigUInt64BE(at) : block.readBigUInt64LE(at);
    return signed ? BigInt.asIntN(64, value) : value;
  }
  if (signed) return bigEndian ? block.readIntBE(at, size) : block.readIntLE(at, size);
  return bigEndian ? block.readUIntBE(at, size) : block.readUIntLE(at, size);
}
