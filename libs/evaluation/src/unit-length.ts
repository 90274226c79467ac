import { invalidField } from '@parallax/errors';
import type { Features } from './features.js';

/**
 * 1 / the Euclidean length of one row. 0 where the row is zero: it stays zero, and similar to nothing.
 *
 * @throws INVALID_FIELD where a number in it is NaN or infinite
 */
export function inverseLength(field: string, { data, width }: Features, row: number): number {
  let squares = 0;
  for (let at = row * width; at < (row + 1) * width; at++) squares += (data[at] as number) ** 2;
  if (!Number.isFinite(squares)) throw invalidField(`${field} (row ${row})`, squares, 'must hold finite numbers only');
  return squares === 0 ? 0 : 1 / Math.sqrt(squares);
}

/** Rows [start, end), each scaled to length 1; zero rows stay zero. */
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
