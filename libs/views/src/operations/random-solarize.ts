import { type Fields, probability } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

const fields = {
  threshold: {
    about: 'on [0, 1]: levels from here on are inverted',
    default: 0.5,
    bounds: { atLeast: 0, atMost: 1 },
  },
  probability: probability(0.5),
} satisfies Fields;

/** One of the two augmentations that BYOL adds (Grill et al. 2020, "Bootstrap your own latent"). */
export const randomSolarize: Operation<typeof fields> = {
  about: 'Bright levels inverted, by chance.',
  fields,
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
