import type { Seed } from './seed.js';

/** xoshiro128++ 1.0 (Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"): the same on any machine. */
export class Generator {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor([a, b, c, d]: Seed) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** The next 32 bits, an integer in [0, 2³²). */
  bits(): number {
    const sum = (this.#a + this.#d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + this.#a) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** A number in [low, high), with 32 bits of resolution. */
  uniform(low = 0, high = 1): number {
    return low + (this.bits() / 4294967296) * (high - low);
  }

  /**
   * An integer in [0, bound), without bias (Lemire 2019's rejection).
   *
   * @param bound an integer in [1, 2³²]
   * @throws RangeError
   */
  integer(bound: number): number {
    if (!(Number.isInteger(bound) && bound >= 1 && bound <= 4294967296))
      throw new RangeError(`no integer below ${bound}`);
    const threshold = (4294967296 - bound) % bound;
    for (;;) {
      const product = BigInt(this.bits()) * BigInt(bound);
      if (Number(product & 0xffffffffn) >= threshold) return Number(product >> 32n);
    }
  }
}
