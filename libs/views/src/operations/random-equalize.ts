import { probability } from './fields.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

const fields = { probability: probability(0.5) };

/** torchvision's, which counts floats as the 256 levels of uint8 and goes by Pillow's rule. */
export const randomEqualize: Operation<typeof fields> = {
  about: 'Each channel’s levels spread so that about as many pixels are of each, by chance.',
  fields,
  seconds: (_, size) => 1e-4 + 32e-9 * pixels(size),
  step: (parameters) => {
    const counts = new Uint32Array(256);
    return sometimes(parameters, (image) => equalize(image, counts));
  },
};

/** What torchvision multiplies floats by before it cuts them off to uint8. */
const toLevels = Math.fround(256 - 1e-3);

/** @param counts room for how many pixels are of each level */
function equalize({ data, height, width }: Planes, counts: Uint32Array): void {
  const size = height * width;
  for (let start = 0; start < 3 * size; start += size) {
    counts.fill(0);
    for (let i = start; i < start + size; i++) {
      const level = Math.fround(data[i] * toLevels) | 0;
      data[i] = level;
      counts[level]++;
    }
    const levels = spread(counts, size);
    for (let i = start; i < start + size; i++) data[i] = levels[data[i]];
  }
}

/** What each level becomes, on [0, 1]: how many pixels are below it, in shares of which the pixels of all levels but the last make 255. */
function spread(counts: Uint32Array, size: number): Float32Array {
  const levels = Float32Array.from(counts, (_, level) => level / 255);
  const last = counts[counts.findLastIndex((count) => count > 0)];
  const share = Math.floor((size - last) / 255);
  // Too few pixels, or too many of one level, to tell 256 apart: they stay as they are.
  if (share === 0) return levels;
  let below = Math.floor(share / 2);
  for (let level = 0; level < 256; level++) {
    levels[level] = Math.min(255, Math.floor(below / share)) / 255;
    below += counts[level];
  }
  return levels;
}
