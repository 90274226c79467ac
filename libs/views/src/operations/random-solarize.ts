import { between, field, probability } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

type RandomSolarize = {
  /** On [0, 1]: levels from here on are inverted. */
  threshold: number;
  probability: number;
};

/** Bright levels inverted, by chance: one of the two augmentations that BYOL adds (Grill et al. 2020, "Bootstrap your own latent"). */
export const randomSolarize: Operation<RandomSolarize> = {
  fields: { threshold: field(between(0, 1), 0.5), probability: probability(0.5) },
  seconds: (_, size) => 8e-9 * pixels(size),
  step: ({ threshold, ...chance }) => {
    const from = Math.fround(threshold);
    return sometimes(chance, (image) => solarize(image, from));
  },
};

function solarize({ data, height, width }: Planes, threshold: number): void {
  const size = 3 * height * width;
  for (let i = 0; i < size; i++) if (data[i] >= threshold) data[i] = 1 - data[i];
}
