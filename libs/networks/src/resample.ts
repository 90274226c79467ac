/**
 * Positions of patches for images of another size, as timm's `resample_abs_pos_embed`: the class token's stays, and the others, as a
 * square of values, are resampled bicubically with antialiasing.
 *
 * @param data [1, 1 + from², width] row by row
 * @param from patches along a side of the images that they are of
 * @param to patches along a side of the images that they are to be for
 */
export function resamplePositions(data: Float32Array, from: number, to: number): Float32Array {
  const width = data.length / (1 + from ** 2);
  const taps = tapsOf(from, to);
  const rows = new Float32Array(from * to * width);
  for (let row = 0; row < from; row++) {
    const [start, end] = [1 + row * from, 1 + (row + 1) * from];
    rows.set(resampleLines(data.subarray(start * width, end * width), taps, width), row * to * width);
  }
  const resampled = new Float32Array((1 + to ** 2) * width);
  resampled.set(data.subarray(0, width));
  resampled.set(resampleLines(rows, taps, to * width), width);
  return resampled;
}

/** Which places along a line a new one is made of, from a first one on, and how much of each. */
interface Taps {
  first: number;
  weights: number[];
}

/** Of each of `to` places in a line of `from`, by the cubic kernel, which is as wide as a new place where these are fewer. */
function tapsOf(from: number, to: number): Taps[] {
  const ratio = from / to;
  const reach = Math.max(1, ratio);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * ratio;
    const first = Math.max(0, Math.trunc(centre - 2 * reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + 2 * reach + 0.5));
    const weights = Array.from({ length: end - first }, (_, at) => cubic((first + at - centre + 0.5) / reach));
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Keys 1981, Cubic convolution interpolation for digital image processing, with a = −1/2. */
function cubic(x: number): number {
  const [t, a] = [Math.abs(x), -0.5];
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
}

/** [places, width] → [new places, width]. */
function resampleLines(values: Float32Array, taps: readonly Taps[], width: number): Float32Array {
  const made = new Float32Array(taps.length * width);
  for (const [place, { first, weights }] of taps.entries()) {
    for (let at = 0; at < width; at++) {
      let sum = 0;
      for (const [tap, weight] of weights.entries()) sum += weight * (values[(first + tap) * width + at] as number);
      made[place * width + at] = sum;
    }
  }
  return made;
}
