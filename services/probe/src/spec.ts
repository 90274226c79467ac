import type { KnnProbe, LinearProbe, MlpProbe, ProbeSpec, ViewsInput } from '@parallax/contract';
import { checkInteger, checkNumber, invalidField } from '@parallax/errors';
import { defaultOptimiser, type ResolvedOptimiser, resolveOptimiser, resolveRecipe } from '@parallax/specs';
import { type Recipe, recipes } from '@parallax/views';

/** The ids of two embedding jobs. */
export interface ResolvedEmbeddings {
  train: string;
  test: string;
}

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

function resolveEmbeddings({ train = '', test = '' }: Partial<ResolvedEmbeddings>): ResolvedEmbeddings {
  for (const [split, id] of Object.entries({ train, test })) {
    if (!id.startsWith('embedding-')) {
      throw invalidField(`spec.embeddings.${split}`, id, 'must be the id of an embedding, embedding-…');
    }
  }
  return { train, test };
}

function resolveViews({ dataset = 'cifar10', recipe, trainImages, testImages }: ViewsInput): ResolvedViews {
  if (trainImages !== undefined) checkInteger('spec.views.trainImages', trainImages, 1, 1e9);
  if (testImages !== undefined) checkInteger('spec.views.testImages', testImages, 1, 1e9);
  return {
    dataset,
    recipe: resolveRecipe(recipe ?? (recipes.seed as Recipe), 'spec.views.recipe'),
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
