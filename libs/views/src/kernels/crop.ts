import type { Generator } from '@parallax/random';
import { exp, log, roundHalfEven } from '../exact.js';
import type { RandomResizedCrop } from '../recipe.js';

/** A part of an image, in pixels. */
export interface Crop {
  top: number;
  left: number;
  height: number;
  width: number;
}

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

function centred(ratio: { low: number; high: number }, height: number, width: number): Crop {
  const aspect = width / height;
  const h = aspect < ratio.low ? roundHalfEven(width / ratio.low) : height;
  const w = aspect > ratio.high ? roundHalfEven(height * ratio.high) : width;
  return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), height: h, width: w };
}
