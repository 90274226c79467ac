import { viewSize } from './recipe.js';
import type { ViewsRequest } from './render.js';

/** An image for people to look at: uint8 RGB, [height, width, 3]. */
export interface Sheet {
  data: Uint8Array<ArrayBuffer>;
  height: number;
  width: number;
}

const GAP = 2;
const WHITE = 255;

/**
 * Lays rendered views out as a grid: a row for each image, in it the original and then its views, two white pixels
 * between and around. Where sizes differ each cell has room for the larger, and its image stands in the upper left.
 *
 * @param views what `renderViews` gave for this request
 */
export function contactSheet(request: ViewsRequest, views: Uint8Array): Sheet {
  const { images, height, width, recipe, indices } = request;
  const view = viewSize(recipe, height, width);
  const pitch = { down: Math.max(height, view.height) + GAP, right: Math.max(width, view.width) + GAP };
  const sheet = blank(GAP + indices.length * pitch.down, GAP + (1 + request.views) * pitch.right);
  for (let row = 0; row < indices.length; row++) {
    const top = GAP + row * pitch.down;
    const original = { data: images, start: row * height * width * 3, height, width };
    paste(sheet, original, top, GAP);
    for (let column = 0; column < request.views; column++) {
      const start = (row * request.views + column) * view.height * view.width * 3;
      paste(sheet, { data: views, start, ...view }, top, GAP + (1 + column) * pitch.right);
    }
  }
  return sheet;
}

/**
 * Lays images out side by side, in about as many rows as columns, two white pixels between and around.
 *
 * @param images uint8 [count, height, width, 3]
 */
export function imageGrid(images: Uint8Array, height: number, width: number): Sheet {
  const count = images.length / (height * width * 3);
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const sheet = blank(GAP + rows * (height + GAP), GAP + columns * (width + GAP));
  for (let at = 0; at < count; at++) {
    const top = GAP + Math.floor(at / columns) * (height + GAP);
    const image = { data: images, start: at * height * width * 3, height, width };
    paste(sheet, image, top, GAP + (at % columns) * (width + GAP));
  }
  return sheet;
}

function blank(height: number, width: number): Sheet {
  return { data: new Uint8Array(height * width * 3).fill(WHITE), height, width };
}

function paste(
  sheet: Sheet,
  { data, start, height, width }: { data: Uint8Array; start: number; height: number; width: number },
  top: number,
  left: number,
): void {
  for (let row = 0; row < height; row++) {
    const from = start + row * width * 3;
    sheet.data.set(data.subarray(from, from + width * 3), ((top + row) * sheet.width + left) * 3);
  }
}
