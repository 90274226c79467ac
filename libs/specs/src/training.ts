import type { DatasetRef, EncoderRef, Normalisation, OnlineDiagnosticsSpec, TrainingSpec } from '@parallax/contract';
import { checkInteger, invalidField } from '@parallax/errors';
import { type Objective, type ObjectiveSpec, objectiveOf, objectives } from '@parallax/learning';
import { featureCount, type Network } from '@parallax/networks';
import { type Recipe, viewSize } from '@parallax/views';
import type { ResolvedContinuation } from './continuation.js';
import { resolveDatasetRef } from './dataset-ref.js';
import { defined, type Filled, resolveDeclared } from './declared.js';
import { checkDiagnostics, diagnosticsOf } from './diagnostics.js';
import {
  checkFreeze,
  checkNetwork,
  checkStart,
  decaysBiases,
  mergeNetwork,
  type NetworkParts,
  networkOf,
} from './network.js';
import { type ResolvedOptimiser, resolveOptimiser } from './optimiser.js';
import { type AskedPrecision, checkPrecision } from './precision.js';
import { type Preset, presets } from './presets.js';
import { type AskedRecipe, checkViews, resolveRecipe } from './recipe.js';
import { type ResolvedSchedule, resolveSchedule } from './schedule.js';
import { checkSelection, resolveSelection, type Selecting } from './selection.js';
import { groupsOf, type ResolvedTrainingViews, resolveViews } from './views.js';

/** A training with nothing left open but `images` (all), `startFrom` (an initialisation), and what it may do without. */
export interface ResolvedTraining extends Selecting, NetworkParts {
  preset: string;
  dataset: DatasetRef;
  images?: number;
  recipe: Recipe;
  views: ResolvedTrainingViews;
  startFrom?: EncoderRef;
  /** The last layer of `startFrom` that is not trained. */
  freeze?: string;
  continueFrom?: ResolvedContinuation;
  objective: ObjectiveSpec;
  optimiser: ResolvedOptimiser;
  schedule: ResolvedSchedule;
  batch: number;
  /** Default: all of a batch. */
  chunk?: number;
  dropLast: boolean;
  epochs: number;
  seed: number;
  checkpointSteps: number;
  precision: AskedPrecision;
  diagnostics: Filled<OnlineDiagnosticsSpec>;
}

/** How long the rows are that an objective compares: projections, or features. */
export function widthOf({ rows }: Objective, network: Network): number {
  return rows.includes('features') ? featureCount(network) : (network.head?.outputs ?? 0);
}

/** What a training is resolved with beside its spec. */
export interface TrainingContext {
  /** Of the dataset's images, in pixels a side; default 32. */
  imageSize?: number;
  /** Of the dataset, for a normalisation by them. */
  statistics?: Normalisation | null | undefined;
  /** That of the encoder to start from. */
  network?: Network | undefined;
}

/**
 * What a request asks for over what its preset says, checked field by field; `continueTraining` is for one that continues another.
 *
 * @throws INVALID_FIELD; NOT_FOUND for an unknown recipe
 */
export function resolveTraining(
  spec: TrainingSpec = {},
  { imageSize = 32, network, statistics }: TrainingContext = {},
): ResolvedTraining {
  const preset = presets.get(spec.preset ?? 'simclr');
  if (preset === undefined) {
    throw invalidField('spec.preset', spec.preset, `must be one of ${[...presets.keys()].join(', ')}`);
  }
  const { continueFrom: _, keep, stopWhen, ...own } = spec;
  const asked = network?.size ?? spec.network?.size;
  const recipe = resolveRecipe(askedRecipe(spec, preset), 'spec.recipe', asked ?? imageSize, statistics);
  const size = viewSize(recipe, imageSize, imageSize).height;
  const parts = mergeNetwork(preset, spec, size, network);
  const objective = resolveObjective(spec.objective, preset.objective);
  const decays = decaysBiases(preset, networkOf(parts), objectiveOf(objective).objective);
  const training: ResolvedTraining = {
    ...preset,
    ...defined(own),
    views: resolveViews(own.views ?? {}, { recipe, objective, network: networkOf(parts), imageSize, statistics }),
    precision: checkPrecision(spec.precision ?? preset.precision),
    dataset: resolveDatasetRef('spec.dataset', spec.dataset ?? preset.dataset),
    ...parts,
    recipe,
    objective,
    optimiser: resolveOptimiser(spec.optimiser, preset.optimiser, 'spec.optimiser', decays),
    schedule: resolveSchedule(spec.schedule, preset.schedule, 'spec.schedule'),
    diagnostics: { ...diagnosticsOf(spec.epochs ?? preset.epochs), ...defined(spec.diagnostics) },
    ...resolveSelection({ keep, stopWhen }),
  };
  checkStart(spec);
  if (network) checkFreeze(training, network);
  checkNetwork(training);
  if (asked !== undefined && asked !== size) {
    const takes = network ? `that of spec.start_from takes` : 'spec.network.size says';
    throw invalidField('spec.recipe', `one of views of ${size}×${size}`, `must crop to ${asked}, as ${takes}`);
  }
  checkProcedure(training, imageSize);
  return training;
}

function resolveObjective(asked: TrainingSpec['objective'] | null, fallback: ObjectiveSpec): ObjectiveSpec {
  if (!asked) return fallback;
  return resolveDeclared('spec.objective', objectives, asked, fallback) as unknown as ObjectiveSpec;
}

function checkProcedure(training: ResolvedTraining, imageSize: number): void {
  const { images, batch, chunk } = training;
  // Most objectives compare an image with others, and batch norms need some: alone, there is nothing to learn from.
  if (images !== undefined) checkInteger('spec.images', images, 2, 1e9);
  checkInteger('spec.batch', batch, 2, 8192);
  if (chunk !== undefined) checkChunk(chunk, batch);
  checkLength(training);
  checkViews('spec.batch', { groups: groupsOf(training), batch, imageSize });
  if (images !== undefined) checkBatches(training, images);
}

/**
 * Checks how long a training goes on, and what is done meanwhile.
 *
 * @param before epochs of a training that it continues
 * @throws INVALID_FIELD
 */
export function checkLength(training: ResolvedTraining, before = 0): void {
  checkInteger('spec.epochs', training.epochs, 1, 1e6);
  checkInteger('spec.checkpoint_steps', training.checkpointSteps, 1, 1e9);
  checkDiagnostics(training);
  checkSelection(training, before);
}

function checkChunk(chunk: number, batch: number): void {
  checkInteger('spec.chunk', chunk, 2, batch);
  if (batch % chunk !== 0) throw invalidField('spec.chunk', chunk, `must divide spec.batch, which is ${batch}`);
}

/** A checkpoint counts steps in 32 bits. */
const mostSteps = 2 ** 31 - 1;

/**
 * Checks that so many images fall into batches from which something can be learned.
 *
 * @param images that there are to train on
 * @throws INVALID_FIELD where no step would be left, a batch would have a single image, or there would be too many steps
 */
export function checkBatches(
  { batch, chunk = batch, dropLast, epochs, images: asked, schedule }: ResolvedTraining,
  images: number,
): void {
  if (images < 2)
    throw invalidField('spec.images', images, 'must be at least 2: of one image alone there is nothing to learn');
  if (dropLast && images < batch) {
    if (asked !== undefined)
      throw invalidField('spec.images', images, `must be at least spec.batch (${batch}), or no step would be left`);
    throw invalidField('spec.batch', batch, `must be at most ${images}, the images there are: no step would be left`);
  }
  // Whole chunks divide a batch, so that only the last one of an epoch can be smaller.
  if (!dropLast && images % chunk === 1) {
    const pieces = chunk < batch ? 'chunk' : 'batch';
    throw invalidField(
      'spec.drop_last',
      dropLast,
      `must be true, or spec.${pieces} another: ${images} images in ${pieces === 'chunk' ? 'chunks' : 'batches'} of ${chunk} leave one alone, from which there is nothing to learn`,
    );
  }
  const steps = epochs * Math.ceil(images / batch);
  const restarts = 'cosine' in schedule ? (schedule.cosine.restarts ?? 0) : 0;
  if (restarts >= steps)
    throw invalidField('spec.schedule.cosine.restarts', restarts, `must be less than the steps, ${steps}`);
  if (steps > mostSteps)
    throw invalidField('spec.epochs', epochs, `must make at most ${mostSteps} steps, not ${steps}`);
}

/** A recipe that says no more than its normalisation is the preset's in all else. */
function askedRecipe({ recipe }: TrainingSpec, preset: Preset): AskedRecipe {
  if (!recipe) return preset.recipe;
  return recipe.name || recipe.operations?.length ? recipe : { ...recipe, ...preset.recipe };
}
