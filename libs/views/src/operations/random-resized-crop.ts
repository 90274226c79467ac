import type { Generator } from '@parallax/random';
import { exp, log, roundHalfEven } from '../exact.js';
import { between, field, type Range, range, side } from './fields.js';
import type { Operation } from './operation.js';
import { type Crop, Resizer, resizingSeconds } from './resizer.js';

type RandomResizedCrop = {
  /** Pixels along a side of the result. */
  size: number;
  /** Share of the image's area, in (0, 1]. */
  scale: Range;
  /** Width by height, drawn uniformly in its logarithm. */
  ratio: Range;
};

/** A crop of random area and aspect ratio, resized to a square (bilinear, antialiased). */
export const randomResizedCrop: Operation<RandomResizedCrop> = {
  fields: {
    size: side,
    scale: field(range(between(0, 1, { above: true })), { low: 0.08, high: 1 }),
    ratio: field(range(between(0.01, 100)), { low: 3 / 4, high: 4 / 3 }),
  },
  side: ({ size }) => size,
  seconds: resizingSeconds,
  step(parameters, edge) {
    const resizer = new Resizer(parameters.size, edge);
    return (image, spare, generator) => {
      resizer.resizedCrop(image, drawCrop(parameters, image.height, image.width, generator), spare);
      return spare;
    };
  },
};

const ATTEMPTS = 10;

/** Draws the part that torchvision's RandomResizedCrop would: ten attempts, then the largest centred one that fits. */
export function drawCrop(
  { scale, ratio }: RandomResizedCrop,
  height: number,
  width: number,
  generator: Generator,
): Crop {
  const lowest = log(ratio.low);
  const highest = log(ratio.high);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = height * width * generator.uniform(scale.low, scale.high);
    const aspect = exp(generator.uniform(lowest, highest));
    const w = roundHalfEven(Math.sqrt(area * aspect));
    const h = roundHalfEven(Math.sqrt(area / aspect));
    if (w > 0 && w <= width && h > 0 && h <= height) {
      const top = generator.integer(height - h + 1);
      return { top, left: generator.integer(width - w + 1), height: h, width: w };
    }
  }
  return centred(ratio, height, width);
}

function centred(ratio: Range, height: number, width: number): Crop {
  const aspect = width / height;
  const h = aspect < ratio.low ? roundHalfEven(width / ratio.low) : height;
  const w = aspect > ratio.high ? roundHalfEven(height * ratio.high) : width;
  return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), height: h, width: w };
}
