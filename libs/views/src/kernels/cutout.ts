import type { Generator } from '@parallax/random';
import type { Cutout } from '../recipe.js';
import type { Planes } from './planes.js';

/** The square [top, top + length) × [left, left + length), of which only what lies inside the image counts. */
export interface Hole {
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

export function cutout({ data, height, width }: Planes, { top, left, length }: Hole): void {
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
