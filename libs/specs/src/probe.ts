import type { DatasetRef, EmbeddingsInput, LinearProbe, ProbeSpec, ViewsInput } from '@parallax/contract';
import { checkEnum, checkInteger, invalidField } from '@parallax/errors';
import { allProbes, MOST_SEEDS, type Probe, type ProbeKey, type ProbeValues } from '@parallax/evaluation';
import { type Recipe, viewSize } from '@parallax/views';
import { resolveDatasetRef } from './dataset-ref.js';
import { resolveParameters } from './declared.js';
import { checkJobId } from './encoder-ref.js';
import { resolveOptimiser } from './optimiser.js';
import { type AskedPrecision, checkPrecision } from './precision.js';
import { checkViews, resolveRecipe } from './recipe.js';
import { resolveSchedule } from './schedule.js';

/** The ids of embedding jobs: of each split one, or all shards of one. */
export interface ResolvedEmbeddings {
  train?: string;
  test?: string;
  trainShards?: string[];
  testShards?: string[];
}

export type SplitName = 'train' | 'test';

/** Which views; without counts all images of a split. */
export interface ResolvedViewsInput {
  dataset: DatasetRef;
  recipe: Recipe;
  trainImages?: number;
  testImages?: number;
}

/** Which of an encoder's outputs are probed. */
const outputs = ['h', 'z'] as const;

/** A probe with nothing left open. It has one of the two inputs, and those probes that are to run. */
export interface ResolvedProbe extends ProbeValues {
  embeddings?: ResolvedEmbeddings;
  views?: ResolvedViewsInput;
  /** From which all that is drawn derives: one, or several with which those probes are run that draw. */
  seeds: number[];
  /** Of encoders, where the input is embeddings. */
  precision?: AskedPrecision;
  /** Likewise. */
  features?: (typeof outputs)[number];
}

/**
 * What a request asks for, with defaults, checked field by field.
 *
 * @param imageSize of the images whose views are probed, in pixels a side
 * @throws INVALID_FIELD; NOT_FOUND for an unknown recipe
 */
export function resolveProbe(spec: Partial<ProbeSpec> = {}, imageSize = 32): ResolvedProbe {
  const { embeddings, views, precision, features } = spec;
  const seeds = resolveSeeds(spec.seeds);
  if (embeddings) {
    return {
      embeddings: resolveEmbeddings(embeddings),
      ...probesOfEmbeddings(spec),
      seeds,
      precision: checkPrecision(precision ?? 'PRECISION_AUTO'),
      features: checkEnum('spec.features', features ?? 'h', outputs),
    };
  }
  if (views) {
    if (precision !== undefined) throw invalidField('spec.precision', precision, 'is of encoders, and views need none');
    if (features !== undefined)
      throw invalidField('spec.features', features, 'is of embeddings, and views have pixels');
    const resolved = { views: resolveViews(views, imageSize), ...probesOfViews(spec), seeds };
    const { batch } = resolved.mlp;
    const { recipe } = resolved.views;
    const { height: size } = viewSize(recipe, imageSize, imageSize);
    const groups = [{ recipe, views: 1, size, field: 'spec.views.recipe' }];
    checkViews('spec.mlp.batch', { groups, batch, imageSize });
    return resolved;
  }
  throw invalidField('spec.input', '', 'must be embeddings or views');
}

/** The seed from which that is drawn which is drawn once: the random encoder, and views of images. */
export function firstSeed({ seeds }: ResolvedProbe): number {
  return seeds[0] as number;
}

function resolveSeeds(asked: readonly number[] = []): number[] {
  if (asked.length > MOST_SEEDS)
    throw invalidField('spec.seeds', `${asked.length} seeds`, `must be at most ${MOST_SEEDS} of them`);
  for (const [at, seed] of asked.entries()) {
    checkInteger(`spec.seeds[${at}]`, seed, 0, 2 ** 32 - 1);
    if (asked.indexOf(seed) < at) throw invalidField(`spec.seeds[${at}]`, seed, 'must not stand there twice');
  }
  return asked.length > 0 ? [...asked] : [0];
}

/** A job's record holds the ids of the shards twice, 30 bytes each, and must fit into a message of NATS, 1 MiB. */
const mostShards = 10_000;

function resolveEmbeddings(asked: Partial<EmbeddingsInput>): ResolvedEmbeddings {
  const { trainShards = [], testShards = [] } = asked;
  const shards = trainShards.length + testShards.length;
  if (shards > mostShards) {
    const field = `spec.embeddings.${trainShards.length >= testShards.length ? 'train' : 'test'}_shards`;
    throw invalidField(
      field,
      `${shards} shards with those of the other split`,
      `must be at most ${mostShards} of them`,
    );
  }
  return { ...resolveSplit('train', asked), ...resolveSplit('test', asked) };
}

function resolveSplit(split: SplitName, asked: Partial<EmbeddingsInput>): ResolvedEmbeddings {
  const { [split]: whole = '', [`${split}Shards` as const]: shards = [] } = asked;
  const field = `spec.embeddings.${split}`;
  if (shards.length > 0) {
    if (whole !== '') throw invalidField(field, whole, `must be left out with ${split}_shards`);
    for (const [at, id] of shards.entries()) checkJobId(`${field}_shards[${at}]`, id, 'embedding');
    return { [`${split}Shards`]: shards };
  }
  checkJobId(field, whole, 'embedding');
  return { [split]: whole };
}

/** The ids of the embeddings that make up a split. */
export function embeddingsOfSplit(embeddings: ResolvedEmbeddings, split: SplitName): string[] {
  const { [split]: whole, [`${split}Shards` as const]: shards = [] } = embeddings;
  return whole === undefined ? shards : [whole];
}

function resolveViews({ dataset, recipe, trainImages, testImages }: ViewsInput, imageSize: number): ResolvedViewsInput {
  if (trainImages !== undefined) checkInteger('spec.views.train_images', trainImages, 1, 1e9);
  if (testImages !== undefined) checkInteger('spec.views.test_images', testImages, 1, 1e9);
  return {
    dataset: resolveDatasetRef('spec.views.dataset', dataset),
    recipe: resolveRecipe(recipe ?? { name: 'notebook' }, 'spec.views.recipe', imageSize),
    ...(trainImages !== undefined && { trainImages }),
    ...(testImages !== undefined && { testImages }),
  };
}

/** Those that are named, or else those that people usually ask for. */
function probesOfEmbeddings(spec: Partial<ProbeSpec>): ProbeValues {
  return resolveProbes(allProbes.some(([key]) => spec[key]) ? spec : { knn: {}, linear: {} });
}

/** What wants features that stay the same can't learn from views, which are new in each epoch. */
function probesOfViews(spec: Partial<ProbeSpec>): ProbeValues & Required<Pick<ProbeValues, 'mlp'>> {
  for (const [key, { name, needs }] of allProbes) {
    if (!spec[key] || needs === 'batches') continue;
    const field = `spec.${name.replaceAll('-', '_')}`;
    throw invalidField(field, JSON.stringify(spec[key]), 'is for embeddings: views have spec.mlp only');
  }
  return resolveProbes({ mlp: spec.mlp ?? {} }) as ReturnType<typeof probesOfViews>;
}

type Asked = { [Key in ProbeKey]?: object | null | undefined };

function resolveProbes(spec: Asked): ProbeValues {
  return Object.fromEntries(
    allProbes.flatMap(([key, probe]) => (spec[key] ? [[key, resolveOne(probe, spec[key])]] : [])),
  );
}

function resolveOne(probe: Probe, asked: Pick<LinearProbe, 'optimiser' | 'schedule'>): object {
  const field = `spec.${probe.name.replaceAll('-', '_')}`;
  const values = resolveParameters('spec', probe, asked);
  if (!probe.steps) return values;
  const { optimiser, schedule } = probe.steps;
  const usual = resolveOptimiser(undefined, optimiser, field);
  // Whatever learns from images is a network, which may have norms.
  const decaysBiases = probe.needs !== 'images';
  return {
    ...values,
    optimiser: resolveOptimiser(asked.optimiser, usual, `${field}.optimiser`, decaysBiases),
    schedule: resolveSchedule(asked.schedule, schedule, `${field}.schedule`),
  };
}
