import type { EmbeddingsInput, KnnProbe, LinearProbe, MlpProbe, ProbeSpec, ViewsInput } from '@parallax/contract';
import { checkInteger, checkNumber, invalidField } from '@parallax/errors';
import { defaultOptimiser, type ResolvedOptimiser, resolveOptimiser, resolveRecipe } from '@parallax/specs';
import { type Recipe, recipes } from '@parallax/views';

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
  dataset: string;
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
}

const linearDefaults: ResolvedTrained = {
  epochs: 10,
  batch: 256,
  optimiser: { ...defaultOptimiser, weightDecay: 1e-3 },
};

const mlpDefaults: ResolvedTrained = {
  epochs: 100,
  batch: 128,
  optimiser: { ...defaultOptimiser, learningRate: 1e-4, weightDecay: 1e-3 },
};

/**
 * What a request asks for, with defaults, checked field by field.
 *
 * @throws INVALID_FIELD; NOT_FOUND for an unknown recipe
 */
export function resolveProbe(spec: ProbeSpec = {}): ResolvedProbe {
  const { embeddings, views, seed = 0 } = spec;
  if (embeddings) return { embeddings: resolveEmbeddings(embeddings), ...probesOfEmbeddings(spec), seed };
  if (views) return { views: resolveViews(views), ...probesOfViews(spec), seed };
  throw invalidField('spec.input', '', 'must be embeddings or views');
}

function resolveEmbeddings(asked: Partial<EmbeddingsInput>): ResolvedEmbeddings {
  return { ...resolveSplit('train', asked), ...resolveSplit('test', asked) };
}

function resolveSplit(split: SplitName, asked: Partial<EmbeddingsInput>): ResolvedEmbeddings {
  const { [split]: whole = '', [`${split}Shards` as const]: shards = [] } = asked;
  if (shards.length === 0) return { [split]: checkId(`spec.embeddings.${split}`, whole) };
  if (whole !== '') throw invalidField(`spec.embeddings.${split}`, whole, `must be left out with ${split}Shards`);
  return { [`${split}Shards`]: shards.map((id, at) => checkId(`spec.embeddings.${split}Shards[${at}]`, id)) };
}

function checkId(field: string, id: string): string {
  if (!id.startsWith('embedding-')) throw invalidField(field, id, 'must be the id of an embedding, embedding-…');
  return id;
}

/** The ids of the embeddings that make up a split. */
export function embeddingsOfSplit(embeddings: ResolvedEmbeddings, split: SplitName): string[] {
  const { [split]: whole, [`${split}Shards` as const]: shards = [] } = embeddings;
  return whole === undefined ? shards : [whole];
}

function resolveViews({ dataset = 'cifar10', recipe, trainImages, testImages }: ViewsInput): ResolvedViews {
  if (trainImages !== undefined) checkInteger('spec.views.trainImages', trainImages, 1, 1e9);
  if (testImages !== undefined) checkInteger('spec.views.testImages', testImages, 1, 1e9);
  return {
    dataset,
    recipe: resolveRecipe(recipe ?? (recipes.notebook as Recipe), 'spec.views.recipe'),
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
function probesOfViews({ knn, linear, mlp = {} }: ProbeSpec): Pick<ResolvedProbe, 'mlp'> {
  for (const [name, probe] of Object.entries({ knn, linear })) {
    if (probe) throw invalidField(`spec.${name}`, JSON.stringify(probe), 'is for embeddings: views have spec.mlp only');
  }
  return { mlp: resolveTrained('mlp', mlp, mlpDefaults) };
}

function resolveKnn({ k = 200, temperature = 0.1 }: KnnProbe): Required<KnnProbe> {
  checkInteger('spec.knn.k', k, 1, 1e9);
  checkNumber('spec.knn.temperature', temperature, { above: 0 });
  return { k, temperature };
}

function resolveTrained(name: string, asked: LinearProbe | MlpProbe, defaults: ResolvedTrained): ResolvedTrained {
  const { epochs = defaults.epochs, batch = defaults.batch, optimiser } = asked;
  checkInteger(`spec.${name}.epochs`, epochs, 1, 1e6);
  checkInteger(`spec.${name}.batch`, batch, 1, 1e6);
  return { epochs, batch, optimiser: resolveOptimiser(optimiser, defaults.optimiser, `spec.${name}.optimiser`) };
}
