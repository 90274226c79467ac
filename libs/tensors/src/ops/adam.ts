import { executeAll } from '../execute.js';
import { scalar, type Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';

/** Scalars that a step of Adam takes; tensors, since they change from step to step. */
export interface AdamScalars {
  /** Already corrected for the bias of both moments. */
  learningRate: Tensor;
  beta1: Tensor;
  beta2: Tensor;
  /** Added to √v, which is not corrected. */
  epsilon: Tensor;
}

/** m ← m + (g − m)(1 − β1), v ← v + (g² − v)(1 − β2), x ← x − lr · m / (√v + ε), in place and in one pass. */
export function applyAdam(x: Variable, m: Variable, v: Variable, scalars: AdamScalars, gradient: Tensor): void {
  const { learningRate, beta1, beta2, epsilon } = scalars;
  // TensorFlow's own correction of the bias leaves ε out of it; with powers of 0 it does nothing.
  const power = scalar(0);
  const inputs = [x.handle, m.handle, v.handle, power, power, learningRate, beta1, beta2, epsilon, gradient];
  executeAll('ResourceApplyAdam', inputs, [], 0);
}

/** x ← x − δ, in place. */
export function subtractFrom(x: Variable, difference: Tensor): void {
  executeAll('AssignSubVariableOp', [x.handle, difference], [], 0);
}
