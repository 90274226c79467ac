import type { Planes } from './planes.js';

/** Mirrors the image left to right, in place. */
export function horizontalFlip({ data, height, width }: Planes): void {
  for (let row = 0; row < 3 * height; row++) {
    for (let left = row * width, right = left + width - 1; left < right; left++, right--) {
      const kept = data[left];
      data[left] = data[right];
      data[right] = kept;
    }
  }
}
