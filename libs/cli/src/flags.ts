import type { SpecFlag } from './spec.js';
import { toEncoder, toNumber, toRecipe } from './values.js';

const asIs = (text: string) => text;
const toEnum = (prefix: string) => (text: string) => `${prefix}_${text.toUpperCase().replaceAll('-', '_')}`;

/** The fields of a TrainingSpec that people change. */
export const trainingFlags: readonly SpecFlag[] = [
  { flags: '--preset <name>', about: 'simclr or notebook, fills in what is not set', path: 'preset', parse: asIs },
  { flags: '--dataset <name>', about: 'what to train on', path: 'dataset', parse: asIs },
  { flags: '--images <n>', about: 'the first N training images only', path: 'images', parse: toNumber },
  { flags: '--recipe <name>', about: 'how views are made: a name, or a .json file', path: 'recipe', parse: toRecipe },
  { flags: '--epochs <n>', about: 'how often each image is seen', path: 'epochs', parse: toNumber },
  { flags: '--batch <n>', about: 'images in a step', path: 'batch', parse: toNumber },
  { flags: '--seed <n>', about: 'weights, order and views derive from it', path: 'seed', parse: toNumber },
  { flags: '--temperature <τ>', about: "the objective's", path: 'objective.temperature', parse: toNumber },
  {
    flags: '--optimiser <kind>',
    about: 'which one',
    path: 'optimiser.kind',
    parse: toEnum('OPTIMISER_KIND'),
    choices: ['adam', 'adamw'],
  },
  { flags: '--learning-rate <x>', about: "the schedule's highest", path: 'optimiser.learningRate', parse: toNumber },
  { flags: '--weight-decay <x>', about: "the optimiser's", path: 'optimiser.weightDecay', parse: toNumber },
  { flags: '--warmup <share>', about: 'share of all steps, 0 to 1', path: 'schedule.warmup', parse: toNumber },
  {
    flags: '--initialisation <kind>',
    about: 'how weights begin',
    path: 'encoder.initialisation',
    parse: toEnum('INITIALISATION'),
    choices: ['pytorch', 'he'],
  },
  { flags: '--start-from <encoder>', about: "a training's id or a sha256", path: 'startFrom', parse: toEncoder },
  {
    flags: '--precision <kind>',
    about: 'what convolutions are computed in',
    path: 'precision',
    parse: toEnum('PRECISION'),
    choices: ['float32', 'bfloat16'],
  },
  { flags: '--checkpoint-steps <n>', about: 'steps between checkpoints', path: 'checkpointSteps', parse: toNumber },
];

/** The fields of an EmbeddingSpec. */
export const embeddingFlags: readonly SpecFlag[] = [
  {
    flags: '--encoder <encoder>',
    about: "a training's id, ended or not, or a sha256",
    path: 'encoder',
    parse: toEncoder,
  },
  { flags: '--dataset <name>', about: 'default cifar10', path: 'dataset', parse: asIs },
  { flags: '--split <name>', about: 'default test', path: 'split', parse: asIs, choices: ['train', 'test'] },
  { flags: '--images <n>', about: 'the first N images only', path: 'images', parse: toNumber },
];

/** How the probes of a ProbeSpec are run; its input has flags of its own. */
export const probeFlags: readonly SpecFlag[] = [
  { flags: '--k <n>', about: "kNN's neighbours", path: 'knn.k', parse: toNumber },
  { flags: '--knn-temperature <τ>', about: "kNN's weights are exp(s/τ)", path: 'knn.temperature', parse: toNumber },
  { flags: '--linear-epochs <n>', about: "the linear probe's epochs", path: 'linear.epochs', parse: toNumber },
  { flags: '--linear-batch <n>', about: "the linear probe's batch", path: 'linear.batch', parse: toNumber },
  { flags: '--probe-seed <n>', about: "the probes' seed", path: 'seed', parse: toNumber },
];
