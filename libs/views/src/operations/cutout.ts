import type { Generator } from '@parallax/random';
import { type Fields, LARGEST_SIDE, type ValuesOf } from './fields.js';
import { type Operation, pixels } from './operation.js';
import type { Planes } from './planes.js';

const fields = {
  length: { about: 'pixels along a side', bounds: { atLeast: 1, atMost: LARGEST_SIDE }, integer: true },
} satisfies Fields;

type Cutout = ValuesOf<typeof fields>;

/**
 * A square whose centre is drawn from all the image's pixels, cut at the border and set to 128/255: the grey that a
 * normalisation about 0.5 makes the zero of (DeVries & Taylor 2017, "Improved regularization … with cutout").
 */
export const cutout: Operation<typeof fields> = {
  about: 'A square about any pixel of the image, cut at the border, set to grey.',
  fields,
  seconds: ({ length }, size) => 3e-9 * Math.min(length * length, pixels(size)),
  step: (parameters) => (image, _, generator) => {
    cutOut(image, drawHole(parameters, image.height, image.width, generator));
    return image;
  },
};

/** The square [top, top + length) × [left, left + length), of which only what lies inside the image counts. */
interface Hole {
  top: number;
  left: number;
  length: number;
}

const GREY = 128 / 255;

/** Draws the row, then the column, of the centre. */
export function drawHole({ length }: Cutout, height: number, width: number, generator: Generator): Hole {
  const before = Math.floor(length / 2);
  const top = generator.integer(height) - before;
  return { top, left: generator.integer(width) - before, length };
}

export function cutOut({ data, height, width }: Planes, { top, left, length }: Hole): void {
  const firstRow = Math.max(0, top);
  const lastRow = Math.min(height, top + length);
  const first = Math.max(0, left);
  const last = Math.min(width, left + length);
  for (let plane = 0; plane < 3; plane++) {
    for (let row = firstRow; row < lastRow; row++) {
      const start = (plane * height + row) * width;
      data.fill(GREY, start + first, start + last);
    }
  }
}
