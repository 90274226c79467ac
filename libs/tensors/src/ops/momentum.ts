import { executeAll, flag } from '../execute.js';
import type { Tensor } from '../tensor.js';
import type { Variable } from '../variable.js';

/** What a step with momentum takes; tensors, since they change from step to step. */
export interface MomentumScalars {
  learningRate: Tensor;
  momentum: Tensor;
  /** Whether the step looks ahead: x ← x − lr · (g + momentum · s). */
  nesterov: boolean;
}

/** s ← momentum · s + g, x ← x − lr · s, in place and in one pass. */
export function applyMomentum(
  x: Variable,
  s: Variable,
  { learningRate, momentum, nesterov }: MomentumScalars,
  gradient: Tensor,
): void {
  const inputs = [x.handle, s.handle, learningRate, gradient, momentum];
  executeAll('ResourceApplyMomentum', inputs, [flag('use_nesterov', nesterov)], 0);
}
