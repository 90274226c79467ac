import { invalidField } from '@parallax/errors';
import type { Features } from './features.js';

/** As in PyTorch's `F.normalize`: a length below this counts as this. */
const shortest = 1e-12;

/**
 * What scales one row to length 1. A row of zeros stays zeros, and similar to nothing.
 *
 * @param first the place of the first of these rows among all, for the error
 * @throws INVALID_FIELD where a number in it is NaN or infinite
 */
export function inverseLength(field: string, { data, width }: Features, row: number, first = 0): number {
  let squares = 0;
  for (let at = row * width; at < (row + 1) * width; at++) squares += (data[at] as number) ** 2;
  if (!Number.isFinite(squares))
    throw invalidField(`${field} (row ${first + row})`, squares, 'must hold finite numbers only');
  return 1 / Math.max(Math.sqrt(squares), shortest);
}

/** The rows, each scaled to length 1; rows of zeros stay zeros. @param first as of `inverseLength` */
export function unitRows(field: string, features: Features, first = 0): Float32Array {
  const { data, width } = features;
  const unit = data.slice();
  for (let row = 0; row < data.length / width; row++) {
    const scale = inverseLength(field, features, row, first);
    for (let at = row * width; at < (row + 1) * width; at++) (unit[at] as number) *= scale;
  }
  return unit;
}
