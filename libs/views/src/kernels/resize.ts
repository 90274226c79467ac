import type { Crop } from './crop.js';
import type { Planes } from './planes.js';

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
      alongRows(from.data, start, from.width, crop.height, horizontal, this.#rows, size);
      alongColumns(this.#rows, vertical, to.data, plane * size * size, size);
    }
  }

  #filter(input: number): Filter {
    this.#filters[input] ??= triangle(input, this.#size);
    return this.#filters[input];
  }
}

function alongRows(
  from: Float32Array,
  start: number,
  stride: number,
  height: number,
  { taps, first, weights }: Filter,
  to: Float32Array,
  size: number,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < size; x++) {
      const source = start + y * stride + first[x];
      let sum = 0;
      for (let tap = 0; tap < taps; tap++) sum += weights[x * taps + tap] * from[source + tap];
      to[y * size + x] = sum;
    }
  }
}

function alongColumns(
  from: Float32Array,
  { taps, first, weights }: Filter,
  to: Float32Array,
  start: number,
  size: number,
): void {
  for (let y = 0; y < size; y++) {
    const source = first[y] * size;
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let tap = 0; tap < taps; tap++) sum += weights[y * taps + tap] * from[source + tap * size + x];
      to[start + y * size + x] = sum;
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
