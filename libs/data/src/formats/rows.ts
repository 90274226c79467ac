import type { ParallaxError } from '@parallax/errors';
import type { Item, ItemSplit, Unit } from '../item.js';
import type { Bytes } from './bytes.js';
import { type LabelArray, readLabels } from './labels.js';

/** A unit's rows at most, and the bytes of their pictures at most. */
const UNIT_ROWS = 10_000;
const UNIT_BYTES = 64 << 20;

/** How much of an array is in memory at a time while a unit is read, but for a single larger row. Bytes. */
const BLOCK = 4 << 20;

/** Pictures of one size, one after the other. */
export interface Rows {
  bytes: Bytes;
  /** Where the first row begins. Bytes. */
  offset: number;
  count: number;
  height: number;
  width: number;
  /** `grey`: [height, width]; `pixels`: [height, width, 3]; `planes`: [3, height, width]. */
  layout: 'grey' | 'pixels' | 'planes';
  /** The bytes of a row before its picture, of which the last is its label. Default 0. */
  lead?: number;
  split?: ItemSplit;
  /** Where they are not in the rows; undefined where there are none. */
  labels?: LabelArray | readonly number[];
  /** A label is below that. */
  classes: number;
}

/**
 * The units of rows.
 *
 * @throws INVALID_FIELD where there are none, or a row is too large for a unit
 */
export function unitsOf(rows: Rows): Unit[] {
  const { bytes, count, height, width } = rows;
  const pictureBytes = height * width * 3;
  if (count === 0 || pictureBytes === 0) throw bytes.refuse(`it has ${count} pictures of ${height}x${width}`);
  if (pictureBytes > UNIT_BYTES) throw bytes.refuse(`its pictures of ${height}x${width} are larger than 64 MiB`);
  const unitRows = Math.min(UNIT_ROWS, Math.floor(UNIT_BYTES / pictureBytes));
  return Array.from({ length: Math.ceil(count / unitRows) }, (_, unit) => {
    const start = unit * unitRows;
    const end = Math.min(start + unitRows, count);
    return {
      name: `${bytes.name}#${start}-${end - 1}`,
      count: end - start,
      read: (signal?: AbortSignal) => readRows(rows, start, end, signal),
    };
  });
}

/** How many bytes a row takes. */
export function rowBytes({ height, width, layout, lead = 0 }: Omit<Rows, 'bytes' | 'offset' | 'count' | 'classes'>) {
  return lead + height * width * (layout === 'grey' ? 1 : 3);
}

async function* readRows(rows: Rows, start: number, end: number, signal?: AbortSignal): AsyncIterable<Item> {
  const { bytes, offset, labels, lead = 0 } = rows;
  const size = rowBytes(rows);
  const blockRows = Math.max(1, Math.floor(BLOCK / size));
  for (let first = start; first < end; first += blockRows) {
    const last = Math.min(first + blockRows, end);
    const block = await bytes.read(offset + first * size, offset + last * size, signal);
    const blockLabels = labels && (await labelsOf(labels, first, last, signal));
    for (let row = first; row < last; row++) {
      signal?.throwIfAborted();
      const picture = block.subarray((row - first) * size, (row - first + 1) * size);
      yield itemOf(rows, row, picture.subarray(lead), lead > 0 ? picture[lead - 1] : blockLabels?.[row - first]);
    }
  }
}

async function labelsOf(labels: NonNullable<Rows['labels']>, start: number, end: number, signal?: AbortSignal) {
  return 'bytes' in labels ? readLabels(labels, start, end, signal) : labels.slice(start, end);
}

function itemOf(rows: Rows, row: number, picture: Uint8Array, label: number | undefined): Item {
  const { bytes, height, width, layout, split, classes } = rows;
  if (label !== undefined && !(label < classes)) throw labelRefused(bytes, row, label, classes);
  return {
    name: `${bytes.name}#${row}`,
    ...(split && { split }),
    ...(label !== undefined && { label }),
    content: { kind: 'pixels', height, width, pixels: toRgb(picture, layout) },
  };
}

function labelRefused(bytes: Bytes, row: number, label: number, classes: number): ParallaxError {
  return bytes.refuse(`the label of its row ${row} is ${label}, and there are ${classes} classes`);
}

/** A copy of a picture as pixels of three values, so that nothing keeps the block that it came in. */
function toRgb(picture: Uint8Array, layout: Rows['layout']): Uint8Array {
  if (layout === 'pixels') return Uint8Array.from(picture);
  const grey = layout === 'grey';
  const pixels = grey ? picture.length : picture.length / 3;
  const out = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      out[pixel * 3 + channel] = picture[grey ? pixel : channel * pixels + pixel] as number;
    }
  }
  return out;
}
