import { side } from './fields.js';
import type { Operation } from './operation.js';
import { Resizer, resizingSeconds } from './resizer.js';

const fields = { size: side };

export const resize: Operation<typeof fields> = {
  about: 'The whole image, resized to a square (bilinear, antialiased).',
  fields,
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
