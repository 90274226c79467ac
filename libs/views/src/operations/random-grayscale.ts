import { grey } from './color.js';
import { probability } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

const fields = { probability: probability(0.1) };

export const randomGrayscale: Operation<typeof fields> = {
  about: 'Grey in each channel, by chance.',
  fields,
  seconds: (_, size) => 6e-9 * pixels(size),
  step: (parameters) => sometimes(parameters, grayscale),
};

/** Puts its grey in each channel. */
export function grayscale(image: Planes): void {
  const { data } = image;
  const size = image.height * image.width;
  for (let i = 0; i < size; i++) {
    const level = grey(data[i], data[size + i], data[2 * size + i]);
    data[i] = level;
    data[size + i] = level;
    data[2 * size + i] = level;
  }
}
