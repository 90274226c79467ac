import {
  addAll,
  cast,
  equal,
  greaterEqual,
  maximum,
  mean,
  multiply,
  scalar,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
} from '@parallax/tensors';
import { turnViews } from './unit-rows.js';

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
 * How often a row's positive, its image's other view, or the nearest of its other views, is more similar to it than every row of other images.
 * A tie is a miss, so that rows that are all equal have 0.
 *
 * @param units [n, d]; of an image's views the rows stand one after another
 * @param logits their similarities over the temperature, [n, n], with −∞ on the diagonal
 */
export function contrastiveTop1(units: Tensor, logits: Tensor, temperature: number, views: number): Tensor {
  const positives = Array.from({ length: views - 1 }, (_, other) =>
    multiply(sum(multiply(units, turnViews(units, views, other + 1)), [1], true), scalar(1 / temperature)),
  );
  const nearest = subtract(positives.reduce(maximum), scalar(tie / temperature));
  const countNear = (among: Tensor) => sum(cast(greaterEqual(among, nearest), 'float32'), [1]);
  // The nearest positive itself is always as near, but for rounding.
  const alone = equal(countNear(logits), addAll(positives.map(countNear)));
  return mean(cast(alone, 'float32'), [0]);
}
