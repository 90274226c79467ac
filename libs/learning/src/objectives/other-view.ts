import { mean, multiply, scalar, sum, type Tensor } from '@parallax/tensors';
import { otherViews, unitRows } from './unit-rows.js';

/** How like the rows are to what another network makes of the other views. */
interface OtherView {
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
  const { units, backward } = unitRows(rows);
  const others = otherViews(unitRows(targets).units);
  return {
    cosine: mean(sum(multiply(units, others), [1], true), [0, 1]),
    gradient: backward(multiply(others, scalar(1 / (rows.shape[0] as number)))),
    units,
  };
}
