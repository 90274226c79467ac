import { mean, multiply, scalar, sum, type Tensor } from '@parallax/tensors';
import { otherViews, unitRows } from './unit-rows.js';

/** How like the rows are to what another network makes of their images' other views. */
interface OtherView {
  /** The mean of their cosines, a scalar. */
  cosine: Tensor;
  /** Of that mean by the rows. */
  gradient: Tensor;
  /** The rows made unit vectors. */
  units: Tensor;
}

/**
 * The cosine of each row with the target of each other view, by which there is no gradient.
 *
 * @param rows float32 [images · views, d]; of an image's views the rows stand one after another
 * @param targets of the same shape
 */
export function compareWithOthers(rows: Tensor, targets: Tensor, views: number): OtherView {
  const { units, backward } = unitRows(rows);
  const others = otherViews(unitRows(targets).units, views);
  return {
    cosine: mean(sum(multiply(units, others), [1], true), [0, 1]),
    gradient: backward(multiply(others, scalar(1 / (rows.shape[0] as number)))),
    units,
  };
}
