import type { Size } from './operation.js';
import type { Planes } from './planes.js';

/** A part of an image, in pixels. */
export interface Crop {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** For each output position, the first of `taps` input positions that it is made of, and their weights. */
interface Filter {
  taps: number;
  first: Int32Array;
  weights: Float64Array;
}

/**
 * Bilinear resizing with antialiasing, PyTorch's `interpolate(mode='bilinear', antialias=True)`: along rows, then along
 * columns, a triangle filter of half-width max(1, input/output) pixels about each output pixel's centre.
 */
export class Resizer {
  /** One filter for each length that a crop has had, all for the same output. */
  readonly #filters: Filter[] = [];
  readonly #size: number;
  readonly #rows: Float32Array;

  /**
   * @param size pixels along a side of the result
   * @param edge the longest side of an image that it is given
   */
  constructor(size: number, edge: number) {
    this.#size = size;
    this.#rows = new Float32Array(edge * size);
  }

  resizedCrop(from: Planes, crop: Crop, to: Planes): void {
    const size = this.#size;
    const horizontal = this.#filter(crop.width);
    const vertical = this.#filter(crop.height);
    to.height = size;
    to.width = size;
    for (let plane = 0; plane < 3; plane++) {
      const start = (plane * from.height + crop.top) * from.width + crop.left;
      const cropped = { data: from.data, start, step: 1, stride: from.width };
      const rows = { data: this.#rows, start: 0, step: 1, stride: size };
      apply(horizontal, crop.height, cropped, rows);
      const columns = { data: this.#rows, start: 0, step: size, stride: 1 };
      apply(vertical, size, columns, { data: to.data, start: plane * size * size, step: size, stride: 1 });
    }
  }

  #filter(input: number): Filter {
    this.#filters[input] ??= triangle(input, this.#size);
    return this.#filters[input];
  }
}

/** The rows or the columns of a plane. */
interface Lines {
  data: Float32Array;
  start: number;
  /** From one pixel of a line to its next. */
  step: number;
  /** From one line to the next. */
  stride: number;
}

/** Filters `count` lines. Two taps go at once: enlarging takes no more, and most crops are enlarged. */
function apply({ taps, first, weights }: Filter, count: number, from: Lines, to: Lines): void {
  const { data: source, stride } = from;
  const { data: target, stride: targetStride } = to;
  for (let position = 0; position < first.length; position++) {
    const begin = from.start + first[position] * from.step;
    const end = to.start + position * to.step;
    const weight = weights[position * taps];
    const second = taps > 1 ? weights[position * taps + 1] : 0;
    const next = taps > 1 ? from.step : 0;
    for (let line = 0, s = begin, t = end; line < count; line++, s += stride, t += targetStride)
      target[t] = weight * source[s] + second * source[s + next];
    for (let tap = 2; tap < taps; tap++) {
      const further = weights[position * taps + tap];
      for (let line = 0, s = begin + tap * from.step, t = end; line < count; line++, s += stride, t += targetStride)
        target[t] += further * source[s];
    }
  }
}

function triangle(input: number, output: number): Filter {
  const scale = input / output;
  const halfWidth = Math.max(1, scale);
  const centres = Array.from({ length: output }, (_, position) => (position + 0.5) * scale - 0.5);
  const lowest = centres.map((centre) => Math.max(0, Math.floor(centre - halfWidth) + 1));
  const highest = centres.map((centre) => Math.min(input - 1, Math.ceil(centre + halfWidth) - 1));
  const taps = Math.max(...highest.map((high, position) => high - lowest[position] + 1));
  // At the border fewer pixels weigh in: the window stays inside, and the rest of its weights is 0.
  const first = Int32Array.from(lowest, (low) => Math.min(low, input - taps));
  const weights = new Float64Array(output * taps);
  centres.forEach((centre, position) => {
    const own = weights.subarray(position * taps, (position + 1) * taps);
    for (let tap = 0; tap < taps; tap++)
      own[tap] = Math.max(0, 1 - Math.abs(first[position] + tap - centre) / halfWidth);
    const total = own.reduce((sum, weight) => sum + weight, 0);
    for (let tap = 0; tap < taps; tap++) own[tap] /= total;
  });
  return { taps, first, weights };
}

/** Rows, then columns; what is resized may be the whole image, and a filter reads each pixel as often as it writes one. */
export function resizingSeconds({ size }: { size: number }, { height, width }: Size): number {
  return 25e-9 * (height * Math.max(width, size) + size * Math.max(height, size));
}
