import { deriveSeed, Generator, permutation } from '@parallax/random';

/** The parameter of probes that choose between several settings. */
export const heldOut = {
  about: 'share of the training images by which one of several is chosen, before it learns from all',
  default: 0.1,
  bounds: { atLeast: 0.001, atMost: 0.5 },
};

/** Which rows are held out, 1 each: as (seed, `probe-held-out`) draws them, at least one, and never all. */
export function drawHeldOut(rows: number, share: number, seed: number): Uint8Array {
  const mask = new Uint8Array(rows);
  const count = Math.min(rows - 1, Math.max(1, Math.round(share * rows)));
  const order = permutation(rows, new Generator(deriveSeed(seed, 'probe-held-out')));
  for (const row of order.subarray(0, count)) mask[row] = 1;
  return mask;
}

/** The setting with most hits, the first of equal ones; one that could not be tried has none. */
export function bestOf(settings: readonly number[], hits: readonly number[]): number {
  return settings[hits.indexOf(Math.max(...hits))] as number;
}
