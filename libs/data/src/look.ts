import type { Rgb } from './pixels.js';

const ROWS = 8;
const COLUMNS = 9;

/** Bytes of a look. */
export const LOOK_BYTES = 8;

/** The look of a picture of one brightness all over, which is that of every other such one and says nothing. */
export const FEATURELESS = '0'.repeat(2 * LOOK_BYTES);

/**
 * The difference hash of a picture (Krawetz 2013), 64 bits in hexadecimal digits: of its grey values on a grid of 8 rows and 9
 * columns, whether each is brighter than the one to the right of it. Pictures that look alike have equal or nearly equal ones.
 */
export function lookOf(picture: Rgb): string {
  const grid = greyGrid(picture);
  let bits = 0n;
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS - 1; column++) {
      const at = row * COLUMNS + column;
      bits = (bits << 1n) | ((grid[at] as number) > (grid[at + 1] as number) ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(2 * LOOK_BYTES, '0');
}

/** The mean grey of each cell of the grid; where there are fewer pixels, cells share them. */
function greyGrid({ pixels, width, height }: Rgb): Float64Array {
  const grid = new Float64Array(ROWS * COLUMNS);
  for (let cell = 0; cell < grid.length; cell++) {
    const [row, column] = [Math.floor(cell / COLUMNS), cell % COLUMNS];
    const [top, left] = [Math.floor((row * height) / ROWS), Math.floor((column * width) / COLUMNS)];
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / ROWS));
    const right = Math.max(left + 1, Math.floor(((column + 1) * width) / COLUMNS));
    let [red, green, blue] = [0, 0, 0];
    for (let y = top; y < bottom; y++) {
      const end = (y * width + right) * 3;
      for (let at = (y * width + left) * 3; at < end; at += 3) {
        red += pixels[at] as number;
        green += pixels[at + 1] as number;
        blue += pixels[at + 2] as number;
      }
    }
    grid[cell] = (299 * red + 587 * green + 114 * blue) / ((bottom - top) * (right - left));
  }
  return grid;
}
