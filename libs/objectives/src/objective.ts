import type { Tensor } from '@parallax/tensors';

/** A loss and its gradient, in closed form. */
export interface Objective {
  /** A scalar, the mean over the rows. */
  loss: Tensor;
  /** By the inputs, in their shape. */
  gradient: Tensor;
}

/** An objective that compares rows with each other. */
export interface Contrast extends Objective {
  /** What the comparison says beside the loss, as scalars; computed when it is called, from tensors that must still live. */
  measure(): ContrastMeasures;
}

export interface ContrastMeasures {
  /** See `featureStd`. */
  featureStd: Tensor;
  /** See `contrastiveTop1`; only where rows have a positive that isn't themselves. */
  contrastiveTop1?: Tensor;
}
