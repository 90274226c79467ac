import type { Tensor } from '@parallax/tensors';

/** A loss and its gradient, in closed form. */
export interface Objective {
  /** A scalar, the mean over the rows. */
  loss: Tensor;
  /** By the inputs, in their shape. */
  gradient: Tensor;
}
