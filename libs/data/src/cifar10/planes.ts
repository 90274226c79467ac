import { imageBytes, pixels } from './release.js';

/** Writes one image of the original files (a red, a green and a blue plane, rows first) as pixels of three values. */
export function interleave(planes: Uint8Array, from: number, out: Uint8Array, to: number): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      out[to + pixel * 3 + channel] = planes[from + channel * pixels + pixel] as number;
    }
  }
}

/** `interleave` for all images of a batch. */
export function interleaveAll(planes: Uint8Array): Uint8Array {
  const out = new Uint8Array(planes.length);
  for (let at = 0; at < planes.length; at += imageBytes) interleave(planes, at, out, at);
  return out;
}
