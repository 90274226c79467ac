/** float32 rows of one width, filled one piece after another. */
export class RowBuffer {
  readonly #width: number;
  readonly #values: Float32Array;
  #filled = 0;

  constructor(rows: number, width: number) {
    this.#width = width;
    this.#values = new Float32Array(rows * width);
  }

  /** Rows that are filled. */
  get count(): number {
    return this.#filled / this.#width;
  }

  add(values: Float32Array): void {
    this.#values.set(values, this.#filled);
    this.#filled += values.length;
  }

  tensor(): { dtype: 'F32'; shape: number[]; data: Float32Array } {
    return { dtype: 'F32', shape: [this.#values.length / this.#width, this.#width], data: this.#values };
  }
}
