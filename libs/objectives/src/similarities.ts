import {
  add,
  cast,
  divide,
  greaterEqual,
  matmul,
  maximum,
  multiply,
  scalar,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
} from '@parallax/tensors';

/** PyTorch's `F.normalize`: a norm below this counts as this. */
const smallest = 1e-12;

/** Every row compared with every row: u·uᵀ / τ, u the rows made unit vectors. */
export interface Similarities {
  /** [n, n]. */
  values: Tensor;
  /** The rows made unit vectors, [n, d]. */
  units: Tensor;
  /** From the gradient by `values` to that by the rows. */
  backward(gradient: Tensor): Tensor;
}

/**
 * Cosine similarities of the rows over a temperature. As in PyTorch, a row of zeros stays zeros, its similarities are 0,
 * and nothing is NaN.
 *
 * @param rows float32 [n, d]
 */
export function similarities(rows: Tensor, temperature: number): Similarities {
  const norms = sqrt(sum(square(rows), [1], true));
  const lengths = maximum(norms, scalar(smallest));
  const units = divide(rows, lengths);
  const inverse = scalar(1 / temperature);
  return {
    units,
    values: multiply(matmul(units, units, { transposeB: true }), inverse),
    backward: (gradient) => {
      const both = add(matmul(gradient, units), matmul(gradient, units, { transposeA: true }));
      const byUnits = multiply(both, inverse);
      // A unit vector does not change along itself; a row below the smallest norm is only scaled, and does.
      const scaled = cast(greaterEqual(norms, scalar(smallest)), 'float32');
      const along = multiply(sum(multiply(units, byUnits), [1], true), scaled);
      return divide(subtract(byUnits, multiply(units, along)), lengths);
    },
  };
}
