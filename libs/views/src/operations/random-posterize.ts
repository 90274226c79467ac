import { type Fields, probability } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

const fields = {
  bits: {
    about: 'of a level: there are 2 to the power of it',
    default: 4,
    bounds: { atLeast: 1, atMost: 8 },
    integer: true,
  },
  probability: probability(0.5),
} satisfies Fields;

/** As torchvision's v2 has it for floats. */
export const randomPosterize: Operation<typeof fields> = {
  about: 'Fewer levels, by chance: each becomes the lowest of its share of [0, 1].',
  fields,
  seconds: (_, size) => 12e-9 * pixels(size),
  step: ({ bits, ...chance }) => sometimes(chance, (image) => posterize(image, 2 ** bits)),
};

function posterize({ data, height, width }: Planes, levels: number): void {
  const size = 3 * height * width;
  // A power of two changes no bit of a fraction, so that products and quotients are exact.
  for (let i = 0; i < size; i++) data[i] = Math.min(Math.floor((data[i] as number) * levels), levels - 1) / levels;
}
