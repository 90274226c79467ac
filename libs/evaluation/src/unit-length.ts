import { invalidField } from '@parallax/errors';
import type { Features } from './features.js';

/** As in PyTorch's `F.normalize`: a length below this counts as this. */
const shortest = 1e-12;

/**
 * What scales one row to length 1. A row of zeros stays zeros, and similar to nothing.
 *
 * @throws INVALID_FIELD where a number in it is NaN or infinite
 */
export function inverseLength(field: string, { data, width }: Features, row: number): number {
  let squares = 0;
  for (let at = row * width; at < (row + 1) * width; at++) squares += (data[at] as number) ** 2;
  if (!Number.isFinite(squares)) throw invalidField(`${field} (row ${row})`, squares, 'must hold finite numbers only');
  return 1 / Math.max(Math.sqrt(squares), shortest);
}

/** Rows [start, end), each scaled to length 1; rows of zeros stay zeros. */
export function unitRows(field: string, features: Features, start: number, end: number): Float32Array {
  const { data, width } = features;
  const unit = data.slice(start * width, end * width);
  for (let row = start; row < end; row++) {
    const scale = inverseLength(field, features, row);
    const first = (row - start) * width;
    for (let at = first; at < first + width; at++) (unit[at] as number) *= scale;
  }
  return unit;
}
