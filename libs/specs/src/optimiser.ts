import type { Optimiser } from '@parallax/contract';
import { checkNumber } from '@parallax/errors';
import { type OptimiserSpec, optimiserOf, optimisers } from '@parallax/learning';
import { namedOr, resolveDeclared } from './declared.js';

/** An optimiser with nothing left open. */
export type ResolvedOptimiser = OptimiserSpec & { clipNorm: number; decayBiases: boolean };

/**
 * The optimiser that a request asks for, over the one that stands where it says nothing: what it names no optimiser for, is of that.
 *
 * The norm of the gradients is the root of a sum of squares, and is 0 or infinite beyond 1e-19 and 1.8e19. One that is clipped to
 * 1e-12 has squares of 1e-30 for a million weights, which a second moment can still hold.
 *
 * @param decaysBiases whether weight decay may be for biases and norms where the request says nothing: then it is as the optimiser has it
 * @throws INVALID_FIELD
 */
export function resolveOptimiser(
  asked: Optimiser | undefined | null,
  fallback: OptimiserSpec,
  field: string,
  decaysBiases = true,
): ResolvedOptimiser {
  const { clipNorm, decayBiases, ...given } = asked ?? {};
  const chosen = resolveDeclared(
    field,
    optimisers,
    namedOr(optimisers, given, fallback),
    fallback,
  ) as unknown as OptimiserSpec;
  const { kind } = optimiserOf(chosen);
  // What is left to the preset is the preset's for its own optimiser, and otherwise the optimiser's.
  const isSame = optimiserOf(fallback).kind === kind;
  const clip = clipNorm ?? fallback.clipNorm ?? 0;
  if (clip !== 0) checkNumber(`${field}.clip_norm`, clip, { atLeast: 1e-12, atMost: 1e12 });
  const usual = decaysBiases && ((isSame ? fallback.decayBiases : undefined) ?? kind.decaysBiases);
  return { ...chosen, clipNorm: clip, decayBiases: decayBiases ?? usual };
}
