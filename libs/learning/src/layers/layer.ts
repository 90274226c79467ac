import type { Passing } from '@parallax/networks';
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

/** A differentiable function with parameters, both directions written out. Call both within one `scope`, and the way back once. */
export interface Layer {
  readonly parameters: readonly Variable[];
  /** What it keeps that no gradient reaches, such as running means. */
  readonly buffers: readonly Variable[];
  /** Which of the tensors that it is given and makes its way back reads: others need not stay for it. Default: both. */
  readonly backwardReads?: readonly Passing[];
  forward(input: Tensor, mode: Mode): Forward;
}

/** Whether the way back through a layer reads its input, or its output; only of a training there is one. */
export function isRead(tensor: Passing, { backwardReads }: Layer, mode: Mode = 'training'): boolean {
  return mode === 'training' && (backwardReads?.includes(tensor) ?? true);
}
