import type { Generator } from '@parallax/random';

/** Values in [low, high), drawn in order. */
export function uniform(length: number, low: number, high: number, generator: Generator): Float32Array {
  return Float32Array.from({ length }, () => generator.uniform(low, high));
}

/** Values with mean 0 (Box & Muller 1958, of each pair the cosine then the sine). */
export function gaussian(length: number, deviation: number, generator: Generator): Float32Array {
  const values = new Float32Array(length);
  for (let at = 0; at < length; at += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - generator.uniform()));
    const angle = 2 * Math.PI * generator.uniform();
    values[at] = radius * Math.cos(angle);
    // Beyond the end of an odd length, a typed array drops it.
    values[at + 1] = radius * Math.sin(angle);
  }
  return values;
}
