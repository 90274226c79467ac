import { readFileSync } from 'node:fs';

// Numbers that Python and TypeScript compute alike: test/parity/formula.py is the same in the other language.

/** A well-mixed 32-bit hash (lowbias32 of https://github.com/skeeto/hash-prospector). */
export function hash32(index: number, salt: number): number {
  let x = (index + Math.imul(salt, 0x9e3779b9)) >>> 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

/** float32 in [-1, 1). */
export function uniform(length: number, salt: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => hash32(index, salt) / 2 ** 31 - 1);
}

/**
 * uint8 [count, size, size, 3]: noise over ramps, with what real views have and noise has not, values that tie in
 * pooling. Of every four images the first stays so; the others get a flat grey square (cutout), saturated halves, and
 * patches of 4 × 4 equal pixels.
 */
export function images(count: number, size: number, salt: number): Uint8Array {
  const pixels = new Uint8Array(count * size * size * 3);
  for (let at = 0; at < pixels.length; at++) {
    const c = at % 3;
    const x = Math.floor(at / 3) % size;
    const y = Math.floor(at / (3 * size)) % size;
    const n = Math.floor(at / (3 * size * size));
    const value = (x * (3 + (n % 3)) + y * (2 + c) + 40 * c + (hash32(at, salt) >>> 27)) % 224;
    pixels[at] = changed(value, n, y, x, c, size, salt);
  }
  return pixels;
}

function changed(value: number, n: number, y: number, x: number, c: number, size: number, salt: number): number {
  if (n % 4 === 1) {
    const near = (place: number, index: number): boolean =>
      Math.abs(place - (hash32(index, salt + 1) % size)) < Math.floor(size / 4);
    return near(x, n * 2) && near(y, n * 2 + 1) ? 128 : value;
  }
  if (n % 4 === 2) return value > 120 ? 255 : value < 60 ? 0 : value;
  if (n % 4 === 3) return hash32(((n * size + (y >> 2)) * size + (x >> 2)) * 3 + c, salt + 2) >>> 24;
  return value;
}

/** What `sample` of formula.py keeps of a tensor. */
export interface Sample {
  shape: number[];
  norm: number;
  largest: number;
  entries: number[];
}

/**
 * The largest difference from a sampled tensor of PyTorch's, of its entries and of the norm, as a share of its largest
 * entry and of its norm. Parity means at most 1e-4.
 */
export function difference(values: Float32Array, { norm, largest, entries }: Sample): number {
  const place = (index: number): number =>
    values.length <= entries.length ? index : hash32(index, values.length) % values.length;
  const apart = entries.map((entry, index) => Math.abs((values[place(index)] as number) - entry) / largest);
  const own = Math.sqrt(values.reduce((total, value) => total + value * value, 0));
  return Math.max(...apart, Math.abs(own - norm) / norm);
}

/** A fixture that a script of test/parity wrote. */
export function fixture<Content>(path: string): Content {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')) as Content;
}
