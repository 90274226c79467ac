import type { Planes } from './planes.js';

/**
 * Turns the hue of each pixel by `shift` turns, in [-0.5, 0.5], through HSV. Counted in sixths of a turn, a channel
 * lies `chroma` below the value where the hue is far from its own, and on a slope between (Smith 1978, "Color gamut
 * transform pairs"); saturation, which torchvision divides by the value and multiplies by it again, cancels out.
 */
export function adjustHue(image: Planes, shift: number): void {
  const { data } = image;
  const size = image.height * image.width;
  for (let i = 0; i < size; i++) {
    const red = data[i];
    const green = data[size + i];
    const blue = data[2 * size + i];
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    if (chroma === 0) continue;
    const hue =
      (value === red
        ? (green - blue) / chroma
        : value === green
          ? 2 + (blue - red) / chroma
          : 4 + (red - green) / chroma) +
      6 * shift;
    data[i] = value - chroma * distance(hue + 5);
    data[size + i] = value - chroma * distance(hue + 3);
    data[2 * size + i] = value - chroma * distance(hue + 1);
  }
}

/** How far a channel is from its full value, 0 to 1, at a hue counted from five sixths before its own; above -3. */
function distance(hue: number): number {
  const sixths = hue - 6 * Math.floor(hue / 6);
  return Math.max(0, Math.min(sixths, 4 - sixths, 1));
}
