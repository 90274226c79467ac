/** The parameter of objectives that have a target. */
export const targetMomentum = {
  about: 'how much of the slower copy stays in a step, at first; it rises to 1',
  bounds: { atLeast: 0, atMost: 1 },
};

/** From a first value to 1 along half a cosine (Grill et al. 2020, section 3.2). */
export function risingMomentum(first: number, done: number): number {
  return 1 - ((1 - first) * (Math.cos(Math.PI * done) + 1)) / 2;
}
