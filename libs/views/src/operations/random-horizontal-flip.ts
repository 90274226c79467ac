import { probability } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

const fields = { probability: probability(0.5) };

export const randomHorizontalFlip: Operation<typeof fields> = {
  about: 'The image mirrored left to right, by chance.',
  fields,
  seconds: (_, size) => 5e-9 * pixels(size),
  step: (parameters) => sometimes(parameters, horizontalFlip),
};

/** Mirrors the image left to right, in place. */
export function horizontalFlip({ data, height, width }: Planes): void {
  for (let row = 0; row < 3 * height; row++) {
    for (let left = row * width, right = left + width - 1; left < right; left++, right--) {
      const kept = data[left];
      data[left] = data[right];
      data[right] = kept;
    }
  }
}
