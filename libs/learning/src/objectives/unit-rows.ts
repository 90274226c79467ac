import {
  cast,
  concat,
  divide,
  greaterEqual,
  maximum,
  multiply,
  reshape,
  scalar,
  slice,
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

/** In the place of each row that of its image's view so many places further on; after the last comes the first. */
export function turnViews(rows: Tensor, views: number, places: number): Tensor {
  const [count, width] = rows.shape as [number, number];
  const byImage = reshape(rows, [count / views, views * width]);
  const [start, rest] = [slice(byImage, [0, 0], [-1, places * width]), slice(byImage, [0, places * width], [-1, -1])];
  return reshape(concat([rest, start], 1), [count, width]);
}

/** In the place of each row that of its image's other view, or the mean of its other views. @param rows an image's views one after another */
export function otherViews(rows: Tensor, views: number): Tensor {
  const [count, width] = rows.shape as [number, number];
  if (views === 2) return turnViews(rows, views, 1);
  const byImage = reshape(rows, [count / views, views, width]);
  const others = subtract(sum(byImage, [1], true), byImage);
  return reshape(multiply(others, scalar(1 / (views - 1))), [count, width]);
}
