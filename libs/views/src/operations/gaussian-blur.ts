import { exp } from '../exact.js';
import { type Fields, LARGEST_SIDE, probability } from './fields.js';
import { type Operation, pixels } from './operation.js';
import type { Planes } from './planes.js';

/** A tenth of an image's height, as in SimCLR (Chen et al. 2020, appendix A), or the next odd number. */
export function kernelSizeFor(imageHeight: number): number {
  return 2 * Math.floor(imageHeight / 20) + 1;
}

const fields = {
  kernelSize: {
    about: 'pixels along a side of the kernel, odd',
    default: { about: 'a tenth of the images’ height, or the next odd number', of: kernelSizeFor },
    bounds: { atLeast: 1, atMost: LARGEST_SIDE - 1 },
    integer: true,
    odd: true,
  },
  sigma: {
    about: 'the standard deviation, in pixels',
    ends: { atLeast: 0.01, atMost: 100 },
    default: { low: 0.1, high: 2 },
  },
  probability: probability(0.5),
} satisfies Fields;

/** What lies beyond the border is the image mirrored at its outermost pixels. */
export const gaussianBlur: Operation<typeof fields> = {
  about: 'A blur by a Gaussian of random width, by chance.',
  fields,
  seconds: ({ kernelSize, sigma }, size) => (50e-9 + 20e-9 * (2 * reachOf(kernelSize, sigma.high) + 1)) * pixels(size),
  step: ({ kernelSize, sigma: { low, high }, probability }, edge) => {
    const line = new Float64Array(edge + 2 * reachOf(kernelSize, high));
    return (image, spare, generator) => {
      if (generator.uniform() >= probability) return image;
      const sigma = generator.uniform(low, high);
      const weights = gaussianOf(reachOf(kernelSize, sigma), sigma);
      blurRows(image, spare, weights, line);
      blurColumns(spare, image, weights, line);
      return image;
    };
  },
};

/** Pixels from the middle of the kernel to its last that counts: 6.5 standard deviations away, a weight is below 1e-9 of the middle's. */
function reachOf(kernelSize: number, sigma: number): number {
  return Math.min((kernelSize - 1) / 2, Math.ceil(6.5 * sigma));
}

/** The kernel's weights from its middle outwards; the whole of it sums to 1. */
function gaussianOf(reach: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: reach + 1 }, (_, at) => exp(-0.5 * (at / sigma) ** 2));
  const sum = weights.reduce((total, weight) => total + 2 * weight, -1);
  return weights.map((weight) => weight / sum);
}

/** @param line room for a row, and for the kernel's reach at each of its ends */
function blurRows(from: Planes, to: Planes, weights: Float64Array, line: Float64Array): void {
  const { height, width } = from;
  const reach = weights.length - 1;
  to.height = height;
  to.width = width;
  for (let start = 0; start < 3 * height * width; start += width) {
    for (let i = 0; i < width; i++) line[i + reach] = from.data[start + i];
    for (let i = 1; i <= reach; i++) {
      line[reach - i] = line[reach + mirrored(-i, width)];
      line[reach + width - 1 + i] = line[reach + mirrored(width - 1 + i, width)];
    }
    for (let i = 0; i < width; i++) {
      let sum = weights[0] * line[i + reach];
      for (let k = 1; k <= reach; k++) sum += weights[k] * (line[i + reach - k] + line[i + reach + k]);
      to.data[start + i] = sum;
    }
  }
}

/** @param line room for a row */
function blurColumns(from: Planes, to: Planes, weights: Float64Array, line: Float64Array): void {
  const { data, height, width } = from;
  to.height = height;
  to.width = width;
  for (let start = 0; start < 3 * height * width; start += height * width) {
    for (let row = 0; row < height; row++) {
      const here = start + row * width;
      for (let i = 0; i < width; i++) line[i] = weights[0] * data[here + i];
      for (let k = 1; k < weights.length; k++) {
        const above = start + mirrored(row - k, height) * width;
        const below = start + mirrored(row + k, height) * width;
        const weight = weights[k];
        for (let i = 0; i < width; i++) line[i] += weight * (data[above + i] + data[below + i]);
      }
      for (let i = 0; i < width; i++) to.data[here + i] = line[i];
    }
  }
}

/** The pixel of a line of `length` that stands at a place beyond its ends. */
function mirrored(place: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((place % period) + period) % period;
  return within < length ? within : period - within;
}
