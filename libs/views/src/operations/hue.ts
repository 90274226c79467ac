import type { Planes } from './planes.js';

/**
 * Turns the hue of each pixel by `shift` turns, in [-0.5, 0.5], through HSV (Smith 1978, "Color gamut transform
 * pairs"), counting in sixths of a turn: within one, a channel stays at the largest value, one at the least, and one is
 * on its way between. Saturation, which torchvision divides by the value and multiplies by it again, cancels out.
 */
export function adjustHue({ data, height, width }: Planes, shift: number): void {
  const size = height * width;
  for (let i = 0; i < size; i++) {
    const red = data[i];
    const green = data[size + i];
    const blue = data[2 * size + i];
    const most = Math.max(red, green, blue);
    const least = Math.min(red, green, blue);
    const chroma = most - least;
    if (chroma === 0) continue;
    const hue = wrapped(sixths(red, green, blue, most, chroma) + 6 * shift);
    const sixth = Math.floor(hue);
    const way = chroma * (hue - sixth);
    const rising = least + way;
    const falling = most - way;
    switch (sixth) {
      case 0:
        data[i] = most;
        data[size + i] = rising;
        data[2 * size + i] = least;
        break;
      case 1:
        data[i] = falling;
        data[size + i] = most;
        data[2 * size + i] = least;
        break;
      case 2:
        data[i] = least;
        data[size + i] = most;
        data[2 * size + i] = rising;
        break;
      case 3:
        data[i] = least;
        data[size + i] = falling;
        data[2 * size + i] = most;
        break;
      case 4:
        data[i] = rising;
        data[size + i] = least;
        data[2 * size + i] = most;
        break;
      default:
        data[i] = most;
        data[size + i] = least;
        data[2 * size + i] = falling;
    }
  }
}

/** The hue, from -1 to 5: 0 is red, 2 green, 4 blue. Where two channels share the largest value both ways agree. */
function sixths(red: number, green: number, blue: number, most: number, chroma: number): number {
  if (most === red) return (green - blue) / chroma;
  if (most === green) return 2 + (blue - red) / chroma;
  return 4 + (red - green) / chroma;
}

/** The same hue in [0, 6), from one in [-4, 8]. */
function wrapped(hue: number): number {
  if (hue < 0) return hue + 6;
  return hue >= 6 ? hue - 6 : hue;
}
