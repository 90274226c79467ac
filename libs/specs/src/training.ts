import type { EncoderSpec, TrainingSpec } from '@parallax/contract';
import { checkEnum, checkInteger, checkNumber, invalidField } from '@parallax/errors';
import { checkEncoderRef } from './encoder-ref.js';
import { resolveOptimiser } from './optimiser.js';
import { presets } from './presets.js';
import { resolveRecipe } from './recipe.js';
import type { Filled, ResolvedTraining } from './resolved-training.js';

/** How many views of each image the objective compares. */
export function viewsOf(training: Pick<ResolvedTraining, 'objective'>): number {
  return training.objective.kind === 'OBJECTIVE_KIND_NT_XENT' ? 2 : 1;
}

/** What a request asks for over what its preset says, checked field by field. */
export function resolveTraining(spec: TrainingSpec = {}): ResolvedTraining {
  const preset = presets[spec.preset ?? 'simclr'];
  if (preset === undefined) {
    throw invalidField('spec.preset', spec.preset, `must be one of ${Object.keys(presets).join(', ')}`);
  }
  const training: ResolvedTraining = {
    ...preset,
    ...defined(spec),
    encoder: mergeEncoder(preset.encoder, spec.encoder),
    head: { ...preset.head, ...defined(spec.head) },
    recipe: resolveRecipe(spec.recipe ?? preset.recipe, 'spec.recipe'),
    objective: { ...preset.objective, ...defined(spec.objective) },
    optimiser: resolveOptimiser(spec.optimiser, preset.optimiser, 'spec.optimiser'),
    schedule: { ...preset.schedule, ...defined(spec.schedule) },
    diagnostics: { ...diagnosticsOf(spec.epochs ?? preset.epochs), ...defined(spec.diagnostics) },
  };
  checkArchitecture(training, spec);
  checkProcedure(training);
  return training;
}

function checkArchitecture({ encoder, head, startFrom }: ResolvedTraining, spec: TrainingSpec): void {
  if (startFrom !== undefined) {
    checkEncoderRef('spec.startFrom', startFrom);
    if (spec.encoder?.channels?.length) {
      throw invalidField('spec.encoder.channels', spec.encoder.channels, 'is that of spec.startFrom: leave it out');
    }
    if (spec.head !== undefined)
      throw invalidField('spec.head', JSON.stringify(spec.head), 'is that of spec.startFrom: leave it out');
  }
  checkInteger('spec.encoder.channels (how many)', encoder.channels.length, 1, 5);
  for (const [block, width] of encoder.channels.entries())
    checkInteger(`spec.encoder.channels[${block}]`, width, 1, 4096);
  checkEnum('spec.encoder.initialisation', encoder.initialisation, ['INITIALISATION_PYTORCH', 'INITIALISATION_HE']);
  checkInteger('spec.head.hidden', head.hidden, 1, 65536);
  checkInteger('spec.head.output', head.output, 1, 65536);
}

function checkProcedure(training: ResolvedTraining): void {
  const { objective, schedule, images, batch } = training;
  checkEnum('spec.objective.kind', objective.kind, ['OBJECTIVE_KIND_NT_XENT', 'OBJECTIVE_KIND_SELF_SIMILARITY']);
  checkNumber('spec.objective.temperature', objective.temperature, { above: 0, atMost: 100 });
  checkEnum('spec.schedule.kind', schedule.kind, ['SCHEDULE_KIND_CONSTANT', 'SCHEDULE_KIND_COSINE']);
  checkNumber('spec.schedule.warmup', schedule.warmup, { atLeast: 0, below: 1 });
  if (images !== undefined) checkInteger('spec.images', images, 1, 1e9);
  checkInteger('spec.batch', batch, viewsOf(training), 8192);
  checkInteger('spec.epochs', training.epochs, 1, 1e6);
  checkInteger('spec.checkpointSteps', training.checkpointSteps, 1, 1e9);
  checkDiagnostics(training);
  checkEnum('spec.precision', training.precision, ['PRECISION_FLOAT32', 'PRECISION_BFLOAT16']);
  if (images !== undefined && training.dropLast && images < batch) {
    throw invalidField('spec.images', images, `must be at least spec.batch (${batch}), or no step would be left`);
  }
}

/** As many measurements as make a curve, and no job's record too long. */
const mostMeasurements = 100;

function diagnosticsOf(epochs: number): ResolvedTraining['diagnostics'] {
  return { everyEpochs: Math.max(1, Math.ceil(epochs / mostMeasurements)), images: 512, bank: 2048, budget: 0.05 };
}

function checkDiagnostics({ diagnostics: { everyEpochs, images, bank, budget }, epochs }: ResolvedTraining): void {
  checkInteger('spec.diagnostics.everyEpochs', everyEpochs, 0, 1e6);
  if (everyEpochs > 0 && epochs / everyEpochs > 10 * mostMeasurements) {
    throw invalidField(
      'spec.diagnostics.everyEpochs',
      everyEpochs,
      `must make at most 1000 measurements of ${epochs} epochs`,
    );
  }
  checkInteger('spec.diagnostics.images', images, 2, 10_000);
  checkInteger('spec.diagnostics.bank', bank, 1, 50_000);
  checkNumber('spec.diagnostics.budget', budget, { atLeast: 0, atMost: 1 });
}

function mergeEncoder(preset: Filled<EncoderSpec>, asked: EncoderSpec | undefined): Filled<EncoderSpec> {
  const channels = asked?.channels?.length ? asked.channels : preset.channels;
  return { channels, initialisation: asked?.initialisation ?? preset.initialisation };
}

/** proto-loader leaves unset fields out, but a message made by hand may hold them as undefined. */
function defined<Message extends object>(message: Message | undefined): Partial<Filled<Message>> {
  const entries = Object.entries(message ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Partial<Filled<Message>>;
}
