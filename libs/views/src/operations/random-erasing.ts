import type { Generator } from '@parallax/random';
import { exp, log, roundHalfEven } from '../exact.js';
import { between, field, probability, type Range, range } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

type RandomErasing = {
  /** Share of the image's area, in (0, 1]. */
  scale: Range;
  /** Height by width, drawn uniformly in its logarithm. */
  ratio: Range;
  /** On [0, 1]: what each channel is set to. */
  value: number;
  probability: number;
};

/** A rectangle of random area, aspect ratio and place, set to one level, by chance (Zhong et al. 2020, "Random erasing data augmentation"). */
export const randomErasing: Operation<RandomErasing> = {
  fields: {
    scale: field(range(between(0, 1, { above: true })), { low: 0.02, high: 0.33 }),
    ratio: field(range(between(0.01, 100)), { low: 0.3, high: 3.3 }),
    value: field(between(0, 1), 0),
    probability: probability(0.5),
  },
  seconds: ({ scale }, size) => 3e-9 * scale.high * pixels(size),
  step: (parameters) =>
    sometimes(parameters, (image, generator) => {
      const erased = drawErased(parameters, image.height, image.width, generator);
      if (erased) erase(image, erased, parameters.value);
    }),
};

interface Rectangle {
  top: number;
  left: number;
  height: number;
  width: number;
}

const ATTEMPTS = 10;

/** Draws the rectangle that torchvision's RandomErasing would: of ten attempts the first that is lower and narrower than the image, or none. */
export function drawErased(
  { scale, ratio }: Pick<RandomErasing, 'scale' | 'ratio'>,
  height: number,
  width: number,
  generator: Generator,
): Rectangle | undefined {
  const lowest = log(ratio.low);
  const highest = log(ratio.high);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = height * width * generator.uniform(scale.low, scale.high);
    const aspect = exp(generator.uniform(lowest, highest));
    const h = roundHalfEven(Math.sqrt(area * aspect));
    const w = roundHalfEven(Math.sqrt(area / aspect));
    if (h >= height || w >= width) continue;
    const top = generator.integer(height - h + 1);
    return { top, left: generator.integer(width - w + 1), height: h, width: w };
  }
  return undefined;
}

export function erase(image: Planes, { top, left, height, width }: Rectangle, value: number): void {
  for (let plane = 0; plane < 3; plane++) {
    for (let row = top; row < top + height; row++) {
      const start = (plane * image.height + row) * image.width;
      image.data.fill(value, start + left, start + left + width);
    }
  }
}
