import type { Tensor, Variable } from '@parallax/tensors';

/**
 * In `training` batch norms go by the batch, and keep running means; in `rehearsal` they go by the batch, and change nothing; in `evaluation` they
 * go by the running means, and change nothing.
 */
export type Mode = 'training' | 'rehearsal' | 'evaluation';

/** What a layer makes of its input, and the way back. */
export interface Forward {
  output: Tensor;
  /** From the loss's gradient by the output to those by the parameters, in their order, and by the input. */
  backward(gradient: Tensor): Backward;
}

export interface Backward {
  parameters: Tensor[];
  /** Absent where nobody could use it: the gradient by the images themselves. */
  input?: Tensor;
}

/** A differentiable function with parameters, both directions written out. Call both within one `scope`. */
export interface Layer {
  readonly parameters: readonly Variable[];
  /** What it keeps that no gradient reaches, such as running means. */
  readonly buffers: readonly Variable[];
  forward(input: Tensor, mode: Mode): Forward;
}
