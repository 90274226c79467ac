import {
  cast,
  divide,
  greaterEqual,
  maximum,
  mean,
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

/** How like the rows are to what another network makes of the other views. */
export interface OtherView {
  /** The mean over the rows of their cosines, a scalar. */
  cosine: Tensor;
  /** Of that mean by the rows. */
  gradient: Tensor;
  /** The rows made unit vectors. */
  units: Tensor;
}

/**
 * The cosine of each row with the other view's target, by which there is no gradient.
 *
 * @param rows float32 [2B, d]; rows 2i and 2i + 1 are views of one image
 * @param targets of the same shape
 */
export function compareWithOther(rows: Tensor, targets: Tensor): OtherView {
  const [count, width] = rows.shape as [number, number];
  const norms = normsOf(rows);
  const lengths = maximum(norms, scalar(smallest));
  const units = divide(rows, lengths);
  const there = divide(targets, maximum(normsOf(targets), scalar(smallest)));
  const others = reshape(reverse(reshape(there, [count / 2, 2, width]), 1), [count, width]);
  const cosines = sum(multiply(units, others), [1], true);
  // A unit vector does not change along itself; a row below the smallest norm is only scaled, and does.
  const along = multiply(cosines, cast(greaterEqual(norms, scalar(smallest)), 'float32'));
  const across = subtract(others, multiply(units, along));
  return {
    cosine: mean(cosines, [0, 1]),
    gradient: multiply(divide(across, lengths), scalar(1 / count)),
    units,
  };
}

const normsOf = (rows: Tensor): Tensor => sqrt(sum(square(rows), [1], true));
