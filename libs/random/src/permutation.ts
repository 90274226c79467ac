import type { Generator } from './generator.js';

/** 0 … count-1 in an order that the generator draws (Fisher & Yates, from the back). */
export function permutation(count: number, generator: Generator): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = generator.integer(last + 1);
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
