import { type Architecture, checkImageSize, featureCount } from '@parallax/architecture';
import type {
  DatasetRef,
  EncoderRef,
  EncoderSpec,
  HeadSpec,
  Normalisation,
  OnlineDiagnosticsSpec,
  Schedule,
  TrainingSpec,
} from '@parallax/contract';
import { checkEnum, checkInteger, checkNumber, invalidField } from '@parallax/errors';
import { type Objective, type ObjectiveSpec, objectiveOf, objectives } from '@parallax/objectives';
import { type Recipe, viewSize } from '@parallax/views';
import { resolveDatasetRef } from './dataset-ref.js';
import { resolveDeclared } from './declared.js';
import { checkEncoderRef } from './encoder-ref.js';
import { poolingName, poolingOf } from './global-pooling.js';
import { type ResolvedOptimiser, resolveOptimiser } from './optimiser.js';
import { type AskedPrecision, checkPrecision } from './precision.js';
import { type Preset, presets } from './presets.js';
import { type AskedRecipe, checkViews, resolveRecipe } from './recipe.js';

/** A message with every field set. */
type Filled<Message> = { [Field in keyof Required<Message>]: NonNullable<Message[Field]> };

/** A training with nothing left open but `images` (all) and `startFrom` (an initialisation). */
export interface ResolvedTraining {
  preset: string;
  dataset: DatasetRef;
  images?: number;
  recipe: Recipe;
  encoder: Filled<EncoderSpec>;
  head: Filled<HeadSpec>;
  startFrom?: EncoderRef;
  objective: ObjectiveSpec;
  optimiser: ResolvedOptimiser;
  schedule: Filled<Schedule>;
  batch: number;
  dropLast: boolean;
  epochs: number;
  seed: number;
  checkpointSteps: number;
  precision: AskedPrecision;
  diagnostics: Filled<OnlineDiagnosticsSpec>;
}

/** The network that a training is of. */
export function architectureOf({ encoder, head }: Pick<ResolvedTraining, 'encoder' | 'head'>): Architecture {
  const { size, channels } = encoder;
  const globalPooling = poolingOf(encoder.globalPooling) ?? 'none';
  return { size, channels, globalPooling, head: { hidden: head.hidden, outputs: head.output } };
}

/** How many views of each image the objective compares. */
export function viewsOf(training: Pick<ResolvedTraining, 'objective'>): number {
  return objectiveOf(training.objective).objective.views;
}

/** How long the rows are that an objective compares: projections, or features. */
export function widthOf({ rows }: Objective, network: Architecture): number {
  return rows.includes('projections') ? (network.head?.outputs ?? 0) : featureCount(network);
}

/** What a training is resolved with beside its spec. */
export interface TrainingContext {
  /** Of the dataset's images, in pixels a side; default 32. */
  imageSize?: number;
  /** Of the dataset, for a normalisation by them. */
  statistics?: Normalisation | null | undefined;
  /** That of the encoder to start from. */
  network?: Architecture | undefined;
}

/**
 * What a request asks for over what its preset says, checked field by field.
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
  const asked = network?.size ?? spec.encoder?.size;
  const recipe = resolveRecipe(askedRecipe(spec, preset), 'spec.recipe', asked ?? imageSize, statistics);
  const size = viewSize(recipe, imageSize, imageSize).height;
  const training: ResolvedTraining = {
    ...preset,
    ...defined(spec),
    precision: checkPrecision(spec.precision ?? preset.precision),
    dataset: resolveDatasetRef('spec.dataset', spec.dataset ?? preset.dataset),
    ...mergeNetwork(preset, spec, size, network),
    recipe,
    objective: resolveObjective(spec.objective, preset.objective),
    optimiser: resolveOptimiser(spec.optimiser, preset.optimiser, 'spec.optimiser'),
    schedule: { ...preset.schedule, ...defined(spec.schedule) },
    diagnostics: { ...diagnosticsOf(spec.epochs ?? preset.epochs), ...defined(spec.diagnostics) },
  };
  checkStart(spec);
  checkArchitecture(training);
  if (asked !== undefined && asked !== size) {
    const takes = network ? `that of spec.start_from takes` : 'spec.encoder.size says';
    throw invalidField('spec.recipe', `one of views of ${size}×${size}`, `must crop to ${asked}, as ${takes}`);
  }
  checkProcedure(training, imageSize);
  return training;
}

function resolveObjective(asked: TrainingSpec['objective'] | null, fallback: ObjectiveSpec): ObjectiveSpec {
  if (!asked) return fallback;
  return resolveDeclared('spec.objective', objectives, asked, fallback) as unknown as ObjectiveSpec;
}

/** Checks where a training is to start, by the request alone. @throws INVALID_FIELD */
export function checkStart({ startFrom, encoder, head }: TrainingSpec): void {
  if (startFrom === undefined) return;
  checkEncoderRef('spec.start_from', startFrom);
  const { channels, size, globalPooling } = encoder ?? {};
  const fields = { channels: channels?.length ? channels : undefined, size, global_pooling: globalPooling };
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined)
      throw invalidField(`spec.encoder.${field}`, value, 'is that of spec.start_from: leave it out');
  }
  if (head !== undefined)
    throw invalidField('spec.head', JSON.stringify(head), 'is that of spec.start_from: leave it out');
}

function checkArchitecture({ encoder, head }: ResolvedTraining): void {
  const blocks = encoder.channels.length;
  if (blocks < 1 || blocks > 5) throw invalidField('spec.encoder.channels', `${blocks} entries`, 'must have 1 to 5');
  for (const [block, width] of encoder.channels.entries())
    checkInteger(`spec.encoder.channels[${block}]`, width, 1, 4096);
  checkEnum('spec.encoder.initialisation', encoder.initialisation, ['INITIALISATION_PYTORCH', 'INITIALISATION_HE']);
  checkEnum('spec.encoder.global_pooling', encoder.globalPooling, ['GLOBAL_POOLING_NONE', 'GLOBAL_POOLING_AVERAGE']);
  const problem = checkImageSize(encoder.size, blocks);
  if (problem) throw invalidField('spec.encoder.size', encoder.size, problem);
  checkInteger('spec.head.hidden', head.hidden, 1, 65536);
  checkInteger('spec.head.output', head.output, 1, 65536);
}

function checkProcedure(training: ResolvedTraining, imageSize: number): void {
  const { schedule, images, batch } = training;
  checkEnum('spec.schedule.kind', schedule.kind, ['SCHEDULE_KIND_CONSTANT', 'SCHEDULE_KIND_COSINE']);
  checkNumber('spec.schedule.warmup', schedule.warmup, { atLeast: 0, below: 1 });
  // Either objective compares an image with others: alone, its loss is 0 whatever the encoder does.
  if (images !== undefined) checkInteger('spec.images', images, 2, 1e9);
  checkInteger('spec.batch', batch, 2, 8192);
  checkInteger('spec.epochs', training.epochs, 1, 1e6);
  checkInteger('spec.checkpoint_steps', training.checkpointSteps, 1, 1e9);
  checkDiagnostics(training);
  const views = batch * viewsOf(training);
  const work = { views, batch, recipe: training.recipe, imageSize, size: training.encoder.size };
  checkViews({ batch: 'spec.batch', recipe: 'spec.recipe' }, work);
  if (images !== undefined) checkBatches(training, images);
}

/** A checkpoint counts steps in 32 bits. */
const mostSteps = 2 ** 31 - 1;

/**
 * Checks that so many images fall into batches from which something can be learned.
 *
 * @param images that there are to train on
 * @throws INVALID_FIELD where no step would be left, a batch would have a single image, or there would be too many steps
 */
export function checkBatches({ batch, dropLast, epochs, images: asked }: ResolvedTraining, images: number): void {
  if (images < 2) throw invalidField('spec.images', images, 'must be at least 2, since the objective compares images');
  if (dropLast && images < batch) {
    if (asked !== undefined)
      throw invalidField('spec.images', images, `must be at least spec.batch (${batch}), or no step would be left`);
    throw invalidField('spec.batch', batch, `must be at most ${images}, the images there are: no step would be left`);
  }
  if (!dropLast && images % batch === 1) {
    throw invalidField(
      'spec.drop_last',
      dropLast,
      `must be true, or spec.batch another: ${images} images in batches of ${batch} leave one alone, and the objective compares images`,
    );
  }
  const steps = epochs * Math.ceil(images / batch);
  if (steps > mostSteps)
    throw invalidField('spec.epochs', epochs, `must make at most ${mostSteps} steps, not ${steps}`);
}

/** As many measurements as make a curve, and no job's record too long. */
const mostMeasurements = 100;

function diagnosticsOf(epochs: number): ResolvedTraining['diagnostics'] {
  return { everyEpochs: Math.max(1, Math.ceil(epochs / mostMeasurements)), images: 512, bank: 2048, budget: 0.05 };
}

function checkDiagnostics({ diagnostics: { everyEpochs, images, bank, budget }, epochs }: ResolvedTraining): void {
  checkInteger('spec.diagnostics.every_epochs', everyEpochs, 0, 1e6);
  if (everyEpochs > 0 && epochs / everyEpochs > 10 * mostMeasurements) {
    throw invalidField(
      'spec.diagnostics.every_epochs',
      everyEpochs,
      `must make at most 1000 measurements of ${epochs} epochs`,
    );
  }
  checkInteger('spec.diagnostics.images', images, 2, 10_000);
  checkInteger('spec.diagnostics.bank', bank, 1, 50_000);
  checkNumber('spec.diagnostics.budget', budget, { atLeast: 0, atMost: 1 });
}

/** A recipe that says no more than its normalisation is the preset's in all else. */
function askedRecipe({ recipe }: TrainingSpec, preset: Preset): AskedRecipe {
  if (!recipe) return preset.recipe;
  return recipe.name || recipe.operations?.length ? recipe : { ...recipe, ...preset.recipe };
}

/** The network: that of the encoder to start from, or what is asked for over what the preset says. */
function mergeNetwork(
  preset: Preset,
  { encoder, head }: TrainingSpec,
  size: number,
  network: Architecture | undefined,
): Pick<ResolvedTraining, 'encoder' | 'head'> {
  const initialisation = encoder?.initialisation ?? preset.encoder.initialisation;
  if (network) {
    const { channels, head } = network;
    const globalPooling = poolingName(network.globalPooling);
    if (!head)
      throw invalidField('spec.start_from', 'an encoder without a head', 'must have one: projections are compared');
    const { hidden, outputs } = head;
    return {
      encoder: { channels: [...channels], initialisation, size, globalPooling },
      head: { hidden, output: outputs },
    };
  }
  const channels = encoder?.channels?.length ? encoder.channels : preset.encoder.channels;
  const globalPooling = encoder?.globalPooling ?? preset.encoder.globalPooling;
  return {
    encoder: { channels, initialisation, size, globalPooling },
    head: { ...preset.head, ...defined(head) },
  };
}

/** proto-loader leaves unset fields out, but a message made by hand may hold them as undefined. */
function defined<Message extends object>(message: Message | undefined): Partial<Filled<Message>> {
  const entries = Object.entries(message ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Partial<Filled<Message>>;
}
