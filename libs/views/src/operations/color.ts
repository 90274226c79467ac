import type { Planes } from './planes.js';

/** Scales towards black (factor 0) or away from it. */
export function adjustBrightness(image: Planes, factor: number): void {
  const length = 3 * image.height * image.width;
  const { data } = image;
  for (let i = 0; i < length; i++) data[i] = clamp(factor * data[i]);
}

/** Blends with the mean of the image's grey. */
export function adjustContrast(image: Planes, factor: number): void {
  const { data } = image;
  const size = image.height * image.width;
  let sum = 0;
  for (let i = 0; i < size; i++) sum += grey(data[i], data[size + i], data[2 * size + i]);
  const rest = (1 - factor) * (sum / size);
  for (let i = 0; i < 3 * size; i++) data[i] = clamp(factor * data[i] + rest);
}

/** Blends each pixel with its grey. */
export function adjustSaturation(image: Planes, factor: number): void {
  const { data } = image;
  const size = image.height * image.width;
  for (let i = 0; i < size; i++) {
    const red = data[i];
    const green = data[size + i];
    const blue = data[2 * size + i];
    const rest = (1 - factor) * grey(red, green, blue);
    data[i] = clamp(factor * red + rest);
    data[size + i] = clamp(factor * green + rest);
    data[2 * size + i] = clamp(factor * blue + rest);
  }
}

/** The luma that torchvision weighs with (ITU-R BT.601; they sum to 0.9999). */
export function grey(red: number, green: number, blue: number): number {
  return 0.2989 * red + 0.587 * green + 0.114 * blue;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}
