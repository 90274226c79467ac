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

/** The optimiser that a request asks for, over the one that stands where it says nothing. */
export function resolveOptimiser(
  asked: Optimiser | undefined,
  fallback: ResolvedOptimiser,
  field: string,
): ResolvedOptimiser {
  const optimiser = { ...fallback, ...asked };
  checkEnum(`${field}.kind`, optimiser.kind, ['OPTIMISER_KIND_ADAM', 'OPTIMISER_KIND_ADAMW']);
  checkNumber(`${field}.learningRate`, optimiser.learningRate, { above: 0, atMost: 10 });
  checkNumber(`${field}.beta1`, optimiser.beta1, { atLeast: 0, below: 1 });
  checkNumber(`${field}.beta2`, optimiser.beta2, { atLeast: 0, below: 1 });
  checkNumber(`${field}.epsilon`, optimiser.epsilon, { above: 0, atMost: 1 });
  checkNumber(`${field}.weightDecay`, optimiser.weightDecay, { atLeast: 0, atMost: 10 });
  checkNumber(`${field}.clipNorm`, optimiser.clipNorm, { atLeast: 0 });
  return optimiser;
}
