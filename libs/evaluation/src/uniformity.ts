import { add, exp, matmul, maximum, multiply, scalar, scope, subtract, tensor } from '@parallax/tensors';
import { pieces, type Watch } from './pieces.js';

/** t of the paper. */
const t = 2;

/**
 * Uniformity (Wang & Isola 2020, "Understanding Contrastive Representation Learning through Alignment and Uniformity on
 * the Hypersphere", equation 6): the logarithm of the mean of exp(-t ‖x − y‖²) over pairs i < j, with t = 2. From 0,
 * where all rows are equal, down to about -4. A single row makes no pair: 0.
 *
 * @param rows row-major [images, width], each of length 1 or 0
 */
export async function uniformity(rows: Float32Array, width: number, watch: Watch = {}): Promise<number> {
  const count = rows.length / width;
  if (count < 2) return 0;
  let total = 0;
  for await (const [start, end] of pieces(count, 512, 'images', watch)) {
    const potentials = pairPotentials(rows.subarray(start * width, end * width), rows.subarray(start * width), width);
    const columns = count - start;
    for (let row = 0; row < end - start; row++) {
      for (let column = row + 1; column < columns; column++) total += potentials[row * columns + column] as number;
    }
  }
  return Math.log(total / ((count * (count - 1)) / 2));
}

/** exp(-t ‖x − y‖²) of each x with each y, as ‖x‖² + ‖y‖² − 2 x·y, which rounding must not take below 0. */
function pairPotentials(x: Float32Array, y: Float32Array, width: number): Float32Array {
  return scope(() => {
    const products = matmul(tensor(x, [x.length / width, width]), tensor(y, [y.length / width, width]), {
      transposeB: true,
    });
    const lengths = add(tensor(squares(x, width), [x.length / width, 1]), tensor(squares(y, width)));
    const distances = maximum(subtract(lengths, multiply(scalar(2), products)), scalar(0));
    return exp(multiply(scalar(-t), distances)).data() as Float32Array;
  });
}

/** ‖x‖² of each row. */
function squares(rows: Float32Array, width: number): Float32Array {
  return Float32Array.from({ length: rows.length / width }, (_, row) =>
    rows.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value * value, 0),
  );
}
