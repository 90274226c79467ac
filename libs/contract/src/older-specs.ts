import type { JobKind } from './job-kinds.js';

/**
 * A job's spec, as an earlier version of the records has it, in the contract's words of today. Up to version 2 a spec had the name of its dataset
 * alone. Up to version 3 every encoder took images of 32×32, without a global pooling. Up to version 4 an objective was a kind and a
 * temperature. Up to version 5 embeddings and probes were computed in float32, and trainings where they asked for nothing else. Up to
 * version 6 kNN had one k, and a classifier one learning rate, which was constant; no filter was standardised, and no head had a batch norm.
 * Up to version 7 a probe had one seed.
 */
export function upgradeSpec(spec: unknown, kind: JobKind | undefined, version: number): unknown {
  const referring = version < 3 ? withDatasetRefs(spec) : spec;
  if (kind === 'embedding') return version < 6 ? withFloat32(referring as EncodingLike) : referring;
  if (kind === 'probe') {
    const precise = version < 6 ? withOptimisers(withFloat32(referring as EncodingLike)) : (referring as ProbeLike);
    const several = version < 7 ? withProbes(precise) : precise;
    return version < 8 ? withSeeds(several) : several;
  }
  if (kind !== 'training') return referring;
  const sized = version < 4 ? withImageSize(referring as TrainingLike) : (referring as TrainingLike);
  const directed = version < 5 ? withObjective(sized) : sized;
  const chosen = version < 6 ? withSchedule(withNetwork(withOptimiser(directed))) : directed;
  return version < 7 ? withPlainLayers(withViews(chosen)) : chosen;
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

interface EncodingLike {
  views?: unknown;
}

/** A probe of views has no encoder. */
function withFloat32(spec: EncodingLike): object {
  return spec.views ? spec : { precision: 'PRECISION_FLOAT32', ...spec };
}

interface TrainingLike {
  encoder?: object;
  objective?: { kind?: string; temperature?: number };
}

function withImageSize(spec: TrainingLike): TrainingLike {
  return { ...spec, encoder: { size: 32, globalPooling: 'GLOBAL_POOLING_NONE', ...spec.encoder } };
}

function withObjective({ objective = {}, ...rest }: TrainingLike): object {
  const { kind, temperature } = objective;
  const key = kind === 'OBJECTIVE_KIND_SELF_SIMILARITY' ? 'selfSimilarity' : 'ntXent';
  return { ...rest, objective: { [key]: { temperature } } };
}

interface OptimiserLike {
  kind?: string;
  clipNorm?: number;
}

/**
 * A job's result, likewise: up to version 5 an encoder had the channels and the pooling of the notebook's network beside its size.
 */
export function upgradeResult(result: unknown, version: number): unknown {
  const { encoder } = (result ?? {}) as { encoder?: EncoderLike };
  if (version >= 6 || !encoder?.channels) return result;
  const { channels, globalPooling = 'GLOBAL_POOLING_NONE', ...rest } = encoder;
  return { ...(result as object), encoder: { ...rest, network: { conv: { channels, globalPooling } } } };
}

/** Up to version 5 there were Adam and AdamW, with one message for both. */
function withOptimiser<Spec extends { optimiser?: OptimiserLike }>(spec: Spec): object {
  if (!spec.optimiser?.kind) return spec;
  const { kind, clipNorm, ...parameters } = spec.optimiser;
  const key = kind === 'OPTIMISER_KIND_ADAMW' ? 'adamw' : 'adam';
  return { ...spec, optimiser: { [key]: parameters, clipNorm, decayBiases: true } };
}

interface EncoderLike {
  channels?: number[];
  globalPooling?: string;
}

/** Up to version 5 the notebook's network was the only one. */
function withNetwork<Spec extends { encoder?: EncoderLike }>({ encoder, ...spec }: Spec): object {
  if (!encoder) return spec;
  const { channels, globalPooling, ...rest } = encoder;
  return { ...spec, network: { conv: { channels, globalPooling }, ...rest } };
}

interface LayeredLike {
  objective?: object;
  network?: object;
  head?: object;
  views?: object;
}

/** Up to version 6 all views were by one recipe, as many as the objective compares. */
function withViews(spec: LayeredLike): LayeredLike {
  const count = spec.objective && 'selfSimilarity' in spec.objective ? 1 : 2;
  return { ...spec, views: { count, more: [], local: [] } };
}

/** Up to version 6 no filter was standardised, and no head had a batch norm. */
function withPlainLayers({ network, head, ...spec }: LayeredLike): object {
  return {
    ...spec,
    ...(network && { network: { weightStandardisation: false, ...network } }),
    ...(head && { head: { batchNorm: false, ...head } }),
  };
}

/** Up to version 7 a probe had one seed. */
function withSeeds({ seed, ...spec }: { seed?: number }): object {
  return { ...spec, seeds: [seed ?? 0] };
}

interface ScheduleLike {
  kind?: string;
  warmup?: number;
}

/** Up to version 5 a constant schedule did not warm up, whatever it said. */
function withSchedule<Spec extends { schedule?: ScheduleLike }>(spec: Spec): object {
  if (!spec.schedule?.kind) return spec;
  const isConstant = spec.schedule.kind === 'SCHEDULE_KIND_CONSTANT';
  const schedule = isConstant ? { constant: {}, warmup: 0 } : { cosine: { restarts: 0 }, warmup: spec.schedule.warmup };
  return { ...spec, schedule };
}

interface ProbeLike {
  embeddings?: object;
  knn?: { k?: number };
  linear?: object;
  mlp?: object;
}

/** Those of a probe's classifiers. */
function withOptimisers(spec: ProbeLike): ProbeLike {
  const { linear, mlp } = spec;
  return { ...spec, ...(linear && { linear: withOptimiser(linear) }), ...(mlp && { mlp: withOptimiser(mlp) }) };
}

function withProbes({ knn, linear, mlp, ...spec }: ProbeLike): object {
  const schedule = { constant: {}, warmup: 0 };
  return {
    ...spec,
    ...(spec.embeddings && { features: 'h' }),
    ...(knn && { knn: { ...knn, k: [knn.k] } }),
    ...(linear && { linear: { ...linear, schedule, learningRates: [], heldOut: 0.1 } }),
    ...(mlp && { mlp: { ...mlp, schedule } }),
  };
}
