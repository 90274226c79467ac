import { createHash } from 'node:crypto';

/** Four 32-bit words that start a generator. */
export type Seed = readonly [number, number, number, number];

/**
 * The seed for one purpose, derived from a job's one seed: the first 16 bytes, as four little-endian words, of the
 * SHA-256 of `parallax:<seed>:<purpose>[:<index>…]`, so that any language can derive the same.
 *
 * @param seed the job's seed
 * @param purpose what the numbers are for: `weights`, `order`, `views`, `dropout`, …
 * @param indices which of them: an epoch, an image, a view
 */
export function deriveSeed(seed: number, purpose: string, ...indices: number[]): Seed {
  const digest = createHash('sha256')
    .update(['parallax', seed, purpose, ...indices].join(':'))
    .digest();
  return [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8), digest.readUInt32LE(12)];
}
