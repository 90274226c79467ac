import type { Optimiser } from '@parallax/contract';
import { checkEnum, checkNumber } from '@parallax/errors';

/** An optimiser with nothing left open. */
export type ResolvedOptimiser = { [Field in keyof Required<Optimiser>]: NonNullable<Optimiser[Field]> };

/** PyTorch's defaults, where a preset or a probe says nothing else. */
export const defaultOptimiser: ResolvedOptimiser = {
  kind: 'OPTIMISER_KIND_ADAM',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: 0,
};

/**
 * The optimiser that a request asks for, over the one that stands where it says nothing. The bounds are where float32 ends,
 * in which all of this is computed, so that nothing is accepted which would leave the weights as they were:
 *
 * - Adam moves a weight by about the learning rate. Fresh weights are of 0.01 to 0.3, and there float32's numbers lie 1e-9 to
 *   3e-8 apart.
 * - 1 − β is what a gradient counts in its moment. float32's numbers lie 6e-8 apart below 1: at β = 0.99999 it is right to
 *   0.3 %, and above 0.99999997 it is 0.
 * - The second moment, (1 − β₂)·g², is 0 below 1e-38, which at β₂ = 0.99999 are gradients of 3e-17. There ε alone keeps the step
 *   from growing without end, as long as it isn't smaller than they are.
 * - The norm of the gradients is the root of a sum of squares, and is 0 or infinite beyond 1e-19 and 1.8e19. One that is
 *   clipped to 1e-12 has squares of 1e-30 for a million weights, which the second moment can still hold.
 */
export function resolveOptimiser(
  asked: Optimiser | undefined,
  fallback: ResolvedOptimiser,
  field: string,
): ResolvedOptimiser {
  const optimiser = { ...fallback, ...asked };
  checkEnum(`${field}.kind`, optimiser.kind, ['OPTIMISER_KIND_ADAM', 'OPTIMISER_KIND_ADAMW']);
  checkNumber(`${field}.learning_rate`, optimiser.learningRate, { atLeast: 1e-9, atMost: 10 });
  checkNumber(`${field}.beta1`, optimiser.beta1, { atLeast: 0, atMost: 0.99999 });
  checkNumber(`${field}.beta2`, optimiser.beta2, { atLeast: 0, atMost: 0.99999 });
  checkNumber(`${field}.epsilon`, optimiser.epsilon, { atLeast: 1e-16, atMost: 1 });
  checkNumber(`${field}.weight_decay`, optimiser.weightDecay, { atLeast: 0, atMost: 10 });
  if (optimiser.clipNorm !== 0) checkNumber(`${field}.clip_norm`, optimiser.clipNorm, { atLeast: 1e-12, atMost: 1e12 });
  return optimiser;
}
