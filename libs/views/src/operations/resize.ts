import { side } from './fields.js';
import type { Operation } from './operation.js';
import { Resizer, resizingSeconds } from './resizer.js';

type Resize = {
  /** Pixels along a side of the result. */
  size: number;
};

/** The whole image, resized to a square (bilinear, antialiased). */
export const resize: Operation<Resize> = {
  fields: { size: side },
  side: ({ size }) => size,
  seconds: resizingSeconds,
  step({ size }, edge) {
    const resizer = new Resizer(size, edge);
    return (image, spare) => {
      resizer.resizedCrop(image, { top: 0, left: 0, height: image.height, width: image.width }, spare);
      return spare;
    };
  },
};
