import type {
  DatasetRef,
  EmbeddingsInput,
  KnnProbe,
  LinearProbe,
  MlpProbe,
  ProbeSpec,
  ViewsInput,
} from '@parallax/contract';
import { checkInteger, checkNumber, invalidField } from '@parallax/errors';
import { temperatureBounds } from '@parallax/learning';
import { type Recipe, viewSize } from '@parallax/views';
import { resolveDatasetRef } from './dataset-ref.js';
import { checkJobId } from './encoder-ref.js';
import { type ResolvedOptimiser, resolveOptimiser } from './optimiser.js';
import { type AskedPrecision, checkPrecision } from './precision.js';
import { checkViews, resolveRecipe } from './recipe.js';

/** The ids of embedding jobs: of each split one, or all shards of one. */
export interface ResolvedEmbeddings {
  train?: string;
  test?: string;
  trainShards?: string[];
  testShards?: string[];
}

export type SplitName = 'train' | 'test';

/** Which views; without counts all images of a split. */
export interface ResolvedViews {
  dataset: DatasetRef;
  recipe: Recipe;
  trainImages?: number;
  testImages?: number;
}

/** How a classifier is trained on features. */
export interface ResolvedTrained {
  epochs: number;
  batch: number;
  optimiser: ResolvedOptimiser;
}

/** A probe with nothing left open. It has one of the two inputs, and those probes that are to run. */
export interface ResolvedProbe {
  embeddings?: ResolvedEmbeddings;
  views?: ResolvedViews;
  knn?: Required<KnnProbe>;
  linear?: ResolvedTrained;
  mlp?: ResolvedTrained;
  seed: number;
  /** Of encoders, where the input is embeddings. */
  precision?: AskedPrecision;
}

const linearDefaults: ResolvedTrained = {
  epochs: 10,
  batch: 256,
  optimiser: resolveOptimiser(undefined, { adam: { weightDecay: 1e-3 } }, 'linear'),
};

const mlpDefaults: ResolvedTrained = {
  epochs: 100,
  batch: 128,
  optimiser: resolveOptimiser(undefined, { adam: { learningRate: 1e-4, weightDecay: 1e-3 } }, 'mlp'),
};

/**
 * What a request asks for, with defaults, checked field by field.
 *
 * @param imageSize of the images whose views are probed, in pixels a side
 * @throws INVALID_FIELD; NOT_FOUND for an unknown recipe
 */
export function resolveProbe(spec: ProbeSpec = {}, imageSize = 32): ResolvedProbe {
  const { embeddings, views, seed = 0, precision } = spec;
  if (embeddings) {
    const checked = checkPrecision(precision ?? 'PRECISION_AUTO');
    return { embeddings: resolveEmbeddings(embeddings), ...probesOfEmbeddings(spec), seed, precision: checked };
  }
  if (views) {
    if (precision !== undefined) throw invalidField('spec.precision', precision, 'is of encoders, and views need none');
    const resolved = { views: resolveViews(views, imageSize), ...probesOfViews(spec), seed };
    const { batch } = resolved.mlp;
    const { recipe } = resolved.views;
    const { height: size } = viewSize(recipe, imageSize, imageSize);
    const groups = [{ recipe, views: 1, size, field: 'spec.views.recipe' }];
    checkViews('spec.mlp.batch', { groups, batch, imageSize });
    return resolved;
  }
  throw invalidField('spec.input', '', 'must be embeddings or views');
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

function resolveViews({ dataset, recipe, trainImages, testImages }: ViewsInput, imageSize: number): ResolvedViews {
  if (trainImages !== undefined) checkInteger('spec.views.train_images', trainImages, 1, 1e9);
  if (testImages !== undefined) checkInteger('spec.views.test_images', testImages, 1, 1e9);
  return {
    dataset: resolveDatasetRef('spec.views.dataset', dataset),
    recipe: resolveRecipe(recipe ?? { name: 'notebook' }, 'spec.views.recipe', imageSize),
    ...(trainImages !== undefined && { trainImages }),
    ...(testImages !== undefined && { testImages }),
  };
}

function probesOfEmbeddings({ knn, linear, mlp }: ProbeSpec): Pick<ResolvedProbe, 'knn' | 'linear' | 'mlp'> {
  if (!(knn || linear || mlp)) return { knn: resolveKnn({}), linear: resolveTrained('linear', {}, linearDefaults) };
  return {
    ...(knn && { knn: resolveKnn(knn) }),
    ...(linear && { linear: resolveTrained('linear', linear, linearDefaults) }),
    ...(mlp && { mlp: resolveTrained('mlp', mlp, mlpDefaults) }),
  };
}

/** kNN and the linear probe want features that stay the same, and views are new in each epoch. */
function probesOfViews({ knn, linear, mlp = {} }: ProbeSpec): { mlp: ResolvedTrained } {
  for (const [name, probe] of Object.entries({ knn, linear })) {
    if (probe) throw invalidField(`spec.${name}`, JSON.stringify(probe), 'is for embeddings: views have spec.mlp only');
  }
  return { mlp: resolveTrained('mlp', mlp, mlpDefaults) };
}

function resolveKnn({ k = 200, temperature = 0.1 }: KnnProbe): Required<KnnProbe> {
  checkInteger('spec.knn.k', k, 1, 1e9);
  checkNumber('spec.knn.temperature', temperature, temperatureBounds);
  return { k, temperature };
}

function resolveTrained(name: string, asked: LinearProbe | MlpProbe, defaults: ResolvedTrained): ResolvedTrained {
  const { epochs = defaults.epochs, batch = defaults.batch, optimiser } = asked;
  checkInteger(`spec.${name}.epochs`, epochs, 1, 1e6);
  checkInteger(`spec.${name}.batch`, batch, 1, 1e6);
  return { epochs, batch, optimiser: resolveOptimiser(optimiser, defaults.optimiser, `spec.${name}.optimiser`) };
}
