import type { Generator } from '@parallax/random';
import { exp, log, roundHalfEven } from '../exact.js';
import { type Fields, type Range, side, type ValuesOf } from './fields.js';
import type { Operation } from './operation.js';
import { type Crop, Resizer, resizingSeconds } from './resizer.js';

const fields = {
  size: side,
  scale: { about: 'share of the image’s area', ends: { above: 0, atMost: 1 }, default: { low: 0.08, high: 1 } },
  ratio: {
    about: 'width by height, drawn uniformly in its logarithm',
    ends: { atLeast: 0.01, atMost: 100 },
    default: { low: 3 / 4, high: 4 / 3 },
  },
} satisfies Fields;

type RandomResizedCrop = ValuesOf<typeof fields>;

export const randomResizedCrop: Operation<typeof fields> = {
  about: 'A crop of random area and aspect ratio, resized to a square (bilinear, antialiased).',
  fields,
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
