/** uint8 [height, width, 3], RGB. */
export interface Rgb {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** Lays RGBA, uint8 [pixels, 4], on black: each value times its alpha, rounded as Pillow's `alpha_composite` rounds. */
export function layOnBlack(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] as number;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to + channel] = Math.round(((rgba[from + channel] as number) * alpha) / 255);
    }
  }
  return rgb;
}

/**
 * Enlarges a picture by bilinear interpolation between the centres of pixels, as Pillow and torchvision do: sharp's enlarged
 * pictures lie half a pixel too far to the right and below.
 *
 * @param width at least the picture's, and `height` too
 */
export function enlarge({ pixels, width: from, height: rows }: Rgb, width: number, height: number): Rgb {
  const [across, down] = [weightsOf(from, width), weightsOf(rows, height)];
  const out = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    const [top, bottom, below] = down[y] as Weights;
    for (let x = 0; x < width; x++) {
      const [left, right, beside] = across[x] as Weights;
      for (let channel = 0; channel < 3; channel++) {
        const at = (row: number, column: number) => pixels[(row * from + column) * 3 + channel] as number;
        const upper = at(top, left) * (1 - beside) + at(top, right) * beside;
        const lower = at(bottom, left) * (1 - beside) + at(bottom, right) * beside;
        out[(y * width + x) * 3 + channel] = upper * (1 - below) + lower * below;
      }
    }
  }
  return { pixels: new Uint8Array(out.buffer), width, height };
}

/** The two pixels between which a new one lies, and the share of the second. */
type Weights = [first: number, second: number, share: number];

function weightsOf(from: number, to: number): Weights[] {
  return Array.from({ length: to }, (_, index): Weights => {
    const place = Math.min(Math.max(((index + 0.5) * from) / to - 0.5, 0), from - 1);
    const first = Math.floor(place);
    return [first, Math.min(first + 1, from - 1), place - first];
  });
}

/** The square of `size` pixels in the middle, from the floor of half of what is too much. */
export function cropMiddle({ pixels, width, height }: Rgb, size: number): Uint8Array {
  const [left, top] = [Math.floor((width - size) / 2), Math.floor((height - size) / 2)];
  const out = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    const start = ((top + row) * width + left) * 3;
    out.set(pixels.subarray(start, start + size * 3), row * size * 3);
  }
  return out;
}
