import type { ResolvedOptimiser } from '@parallax/specs';
import type { OptimiserSpec } from './optimiser.js';

/** The API's words as the optimiser's. */
export function optimiserSpec({ kind, clipNorm, ...rest }: ResolvedOptimiser): OptimiserSpec {
  const name = kind === 'OPTIMISER_KIND_ADAMW' ? 'adamw' : 'adam';
  return { name, ...rest, ...(clipNorm > 0 && { clipNorm }) };
}
