/** A share of `count`, with its 95 % interval. */
export interface Proportion {
  value: number;
  low: number;
  high: number;
  count: number;
}

/** The normal distribution's 97.5 % quantile. */
const z = 1.959963984540054;

/**
 * `hits` of `count`, with the score interval of Wilson 1927 ("Probable inference, the law of succession, and statistical
 * inference"). Of none nothing is known: 0, within 0 and 1.
 */
export function proportion(hits: number, count: number): Proportion {
  if (count === 0) return { value: 0, low: 0, high: 1, count };
  const value = hits / count;
  const spread = z ** 2 / count;
  const centre = (value + spread / 2) / (1 + spread);
  const half = (z * Math.sqrt((value * (1 - value) + spread / 4) / count)) / (1 + spread);
  // Exact at the ends, where rounding would leave 1e-18 in place of 0.
  const low = hits === 0 ? 0 : centre - half;
  const high = hits === count ? 1 : centre + half;
  return { value, low, high, count };
}
