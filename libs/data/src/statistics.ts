/** Of the pixels of a dataset's images on [0, 1], for red, green and blue. */
export interface PixelStatistics {
  mean: number[];
  /** Over all pixels, as they are and not as a sample of more. */
  standardDeviation: number[];
}

/** Decimal places that are kept. */
const PLACES = 6;

/** Gathers mean and standard deviation from images as they come: sums of whole numbers, which no order changes. */
export class PixelCounter {
  #count = 0;
  readonly #sums = [0, 0, 0];
  readonly #squares = [0, 0, 0];

  /** @param pixels uint8, RGB, of whole images */
  add(pixels: Uint8Array): void {
    for (let channel = 0; channel < 3; channel++) {
      let sum = 0;
      let squares = 0;
      for (let at = channel; at < pixels.length; at += 3) {
        const value = pixels[at] as number;
        sum += value;
        squares += value * value;
      }
      (this.#sums[channel] as number) += sum;
      (this.#squares[channel] as number) += squares;
    }
    this.#count += pixels.length / 3;
  }

  /** Of one pixel at least. */
  statistics(): PixelStatistics {
    const mean = this.#sums.map((sum) => sum / this.#count);
    const deviation = this.#squares.map((squares, channel) =>
      Math.sqrt(Math.max(0, squares / this.#count - (mean[channel] as number) ** 2)),
    );
    const onUnit = (value: number) => Number((value / 255).toFixed(PLACES));
    return { mean: mean.map(onUnit), standardDeviation: deviation.map(onUnit) };
  }
}
