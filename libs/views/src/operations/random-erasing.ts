import type { Generator } from '@parallax/random';
import { exp, log, roundHalfEven } from '../exact.js';
import { type Fields, probability, type ValuesOf } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

const fields = {
  scale: { about: 'share of the image’s area', ends: { above: 0, atMost: 1 }, default: { low: 0.02, high: 0.33 } },
  ratio: {
    about: 'height by width, drawn uniformly in its logarithm',
    ends: { atLeast: 0.01, atMost: 100 },
    default: { low: 0.3, high: 3.3 },
  },
  value: { about: 'on [0, 1]: what each channel is set to', default: 0, bounds: { atLeast: 0, atMost: 1 } },
  probability: probability(0.5),
} satisfies Fields;

type RandomErasing = ValuesOf<typeof fields>;

/** Of Zhong et al. 2020, "Random erasing data augmentation". */
export const randomErasing: Operation<typeof fields> = {
  about: 'A rectangle of random area, aspect ratio and place, set to one level, by chance.',
  fields,
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
