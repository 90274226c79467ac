import {
  cast,
  equal,
  greaterEqual,
  mean,
  multiply,
  scalar,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
} from '@parallax/tensors';
import { otherViews } from './unit-rows.js';

/** How far similarities of equal rows may lie apart through float32's rounding alone. */
const tie = 1e-6;

/**
 * The standard deviation of each coordinate over the rows, and its mean over the coordinates (Chen & He 2021, "Exploring
 * Simple Siamese Representation Learning", §4.1): 1/√d where unit vectors are spread evenly, 0 where they are all equal.
 *
 * @param units [n, d]
 */
export function featureStd(units: Tensor): Tensor {
  const deviations = subtract(units, mean(units, [0], true));
  return mean(sqrt(mean(square(deviations), [0])), [0]);
}

/**
 * How often a row's positive, its image's other view, is more similar to it than every other row. A tie is a miss, so that
 * rows that are all equal have 0.
 *
 * @param units [2B, d]; rows 2i and 2i + 1 are views of one image
 * @param logits their similarities over the temperature, [2B, 2B], with −∞ on the diagonal
 */
export function contrastiveTop1(units: Tensor, logits: Tensor, temperature: number): Tensor {
  const positives = multiply(sum(multiply(units, otherViews(units)), [1], true), scalar(1 / temperature));
  const asNear = cast(greaterEqual(logits, subtract(positives, scalar(tie / temperature))), 'float32');
  // The positive itself is always as near, but for rounding.
  const alone = equal(sum(asNear, [1]), scalar(1));
  return mean(cast(alone, 'float32'), [0]);
}
