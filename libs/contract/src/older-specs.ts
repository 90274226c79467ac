import type { JobKind } from './job-kinds.js';

/**
 * A job's spec, as an earlier version of the records has it, in the contract's words of today. Up to version 2 a spec had the name of its dataset
 * alone. Up to version 3 every encoder took images of 32×32, without a global pooling.
 */
export function upgradeSpec(spec: unknown, kind: JobKind | undefined, version: number): unknown {
  const referring = version < 3 ? withDatasetRefs(spec) : spec;
  return version < 4 && kind === 'training' ? withImageSize(referring as TrainingLike) : referring;
}

/** What was `dataset: NAME`, wherever it stands in a spec, as `dataset: { name: NAME }`. */
function withDatasetRefs(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === 'dataset' && typeof inner === 'string' ? { name: inner } : withDatasetRefs(inner),
  ]);
  return Object.fromEntries(entries);
}

interface TrainingLike {
  encoder?: object;
}

function withImageSize(spec: TrainingLike): TrainingLike {
  return { ...spec, encoder: { size: 32, globalPooling: 'GLOBAL_POOLING_NONE', ...spec.encoder } };
}
