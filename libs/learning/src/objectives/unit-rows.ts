import {
  cast,
  divide,
  greaterEqual,
  maximum,
  multiply,
  reshape,
  reverse,
  scalar,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
} from '@parallax/tensors';

/** PyTorch's `F.normalize`: a norm below this counts as this. */
const smallest = 1e-12;

/** Rows made unit vectors, and the way back. */
export interface UnitRows {
  /** [n, d]; as in PyTorch, a row of zeros stays one. */
  units: Tensor;
  /** From the gradient by `units` to that by the rows. */
  backward(gradient: Tensor): Tensor;
}

/** @param rows float32 [n, d] */
export function unitRows(rows: Tensor): UnitRows {
  const norms = sqrt(sum(square(rows), [1], true));
  const lengths = maximum(norms, scalar(smallest));
  const units = divide(rows, lengths);
  return {
    units,
    backward: (byUnits) => {
      // A unit vector does not change along itself; a row below the smallest norm is only scaled, and does.
      const scaled = cast(greaterEqual(norms, scalar(smallest)), 'float32');
      const along = multiply(sum(multiply(units, byUnits), [1], true), scaled);
      return divide(subtract(byUnits, multiply(units, along)), lengths);
    },
  };
}

/** In the place of each row that of its image's other view; rows 2i and 2i + 1 are views of one image. */
export function otherViews(rows: Tensor): Tensor {
  const [count, width] = rows.shape as [number, number];
  return reshape(reverse(reshape(rows, [count / 2, 2, width]), 1), [count, width]);
}
