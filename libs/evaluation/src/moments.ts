import { invalidField } from '@parallax/errors';
import type { FeatureRows } from './features.js';
import { pieces, type Watch } from './pieces.js';

/** Of each column, over the rows. */
export interface Moments {
  mean: Float64Array;
  /** Of the rows as they are (divided by their number, not one less). */
  deviation: Float64Array;
}

/**
 * Means and standard deviations in one pass. It sums differences from the first row: that keeps float64's digits, and
 * gives a column that never changes a deviation of exactly 0.
 *
 * @throws INVALID_FIELD where a number is NaN or infinite
 */
export async function moments(field: string, features: FeatureRows, { signal }: Watch = {}): Promise<Moments> {
  const { count: rows, width } = features;
  const first = (await features.read(0, 1)).slice();
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for await (const [start, end] of pieces(rows, 5000, 'images', { signal })) {
    const data = await features.read(start, end);
    for (let at = 0; at < data.length; ) {
      for (let column = 0; column < width; column++, at++) {
        const difference = (data[at] as number) - (first[column] as number);
        (sums[column] as number) += difference;
        (squares[column] as number) += difference * difference;
      }
    }
  }
  const mean = sums.map((sum, column) => (first[column] as number) + sum / rows);
  const deviation = squares.map((square, column) =>
    Math.sqrt(Math.max(0, square / rows - ((sums[column] as number) / rows) ** 2)),
  );
  const strange = deviation.findIndex((value) => !Number.isFinite(value));
  if (strange >= 0)
    throw invalidField(`${field} (column ${strange})`, deviation[strange], 'must hold finite numbers only');
  return { mean, deviation };
}

/** Rows, of which each column has its mean taken off and is divided by its deviation; one that never changes becomes 0. */
export function standardise(data: Float32Array, { mean, deviation }: Moments): Float32Array {
  const width = mean.length;
  const scale = deviation.map((value) => (value === 0 ? 0 : 1 / value));
  const standardised = new Float32Array(data.length);
  for (let at = 0; at < data.length; ) {
    for (let column = 0; column < width; column++, at++) {
      standardised[at] = ((data[at] as number) - (mean[column] as number)) * (scale[column] as number);
    }
  }
  return standardised;
}
