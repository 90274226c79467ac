import { objectives, optimisers, schedules } from '@parallax/learning';
import { networks } from '@parallax/networks';
import { onlineMeasures, presets } from '@parallax/specs';
import { declaredFlags } from './declared-flags.js';
import type { SpecFlag } from './spec.js';
import {
  asIs,
  toDataset,
  toEncoder,
  toEnum,
  toEpochs,
  toKeep,
  toNumber,
  toRecipe,
  toStopWhen,
  toTraining,
  toViewGroups,
  yesOrNo,
} from './values.js';

const measureWords = Object.values(onlineMeasures).map(({ word }) => word);

const inFloat32 = [...presets].flatMap(([name, { precision }]) => (precision === 'PRECISION_FLOAT32' ? [name] : []));

export const precisionFlag: SpecFlag = {
  flags: '--precision <kind>',
  about: `of convolutions and transformers; default auto, bfloat16 where the device is faster in it, else float32; but float32 of the preset ${inFloat32.join(', ')}`,
  path: 'precision',
  parse: toEnum('PRECISION'),
  choices: ['auto', 'float32', 'bfloat16'],
};

/** The fields of a TrainingSpec that people change. */
export const trainingFlags: readonly SpecFlag[] = [
  {
    flags: '--preset <name>',
    about: `${[...presets.keys()].join(', ')}: fills in what is not set; default simclr`,
    path: 'preset',
    parse: asIs,
  },
  {
    flags: '--dataset <name>',
    about: 'what to train on: a name, a digest, or an import (import-…), for which it waits',
    path: 'dataset',
    parse: toDataset,
  },
  { flags: '--images <n>', about: 'the first N training images only', path: 'images', parse: toNumber },
  {
    flags: '--recipe <name>',
    about: 'how views are made: a name, or a .json file',
    path: 'recipe',
    parse: toRecipe('--recipe'),
  },
  {
    flags: '--views <n>',
    about: 'how many of each image by --recipe, unlike the --views of a probe; default the objective’s',
    path: 'views.count',
    parse: toNumber,
  },
  {
    flags: '--more-views <recipe[:n],…>',
    about: 'beside them, by further recipes, as large: byol-2',
    path: 'views.more',
    parse: toViewGroups('--more-views'),
  },
  {
    flags: '--local-views <recipe[:n],…>',
    about: 'which a target doesn’t see, of any size: dino-local:6',
    path: 'views.local',
    parse: toViewGroups('--local-views'),
  },
  {
    flags: '--normalisation <by>',
    about: 'fixed (the default, the recipe’s own), or dataset: its own mean and deviation',
    path: 'recipe.normalisation.dataset',
    parse: (text) => text === 'dataset',
    choices: ['fixed', 'dataset'],
  },
  {
    flags: '--epochs <n>',
    about: 'how often each image is seen; with --continue also +N: so many more',
    path: 'epochs',
    elsewhere: (value) => (typeof value === 'string' ? 'continueFrom.moreEpochs' : undefined),
    parse: toEpochs,
  },
  { flags: '--batch <n>', about: 'images in a step', path: 'batch', parse: toNumber },
  {
    flags: '--chunk <n>',
    about: 'images of a step that go through the network at once; default all',
    path: 'chunk',
    parse: toNumber,
  },
  { flags: '--seed <n>', about: 'weights, order and views derive from it', path: 'seed', parse: toNumber },
  ...declaredFlags({
    field: 'objective',
    about: 'what is made better (parallax objectives); default the preset’s',
    declared: objectives,
  }),
  ...declaredFlags({
    field: 'optimiser',
    about: 'how gradients change weights (parallax optimisers); default the preset’s',
    declared: optimisers,
  }),
  {
    flags: '--clip-norm <x>',
    about: 'largest norm of the gradients; 0 for none; default the preset’s',
    path: 'optimiser.clipNorm',
    parse: toNumber,
  },
  {
    flags: '--decay-biases <yes|no>',
    about: 'weight decay of biases and norms too; default no, but for the network of simclr and notebook without norms',
    path: 'optimiser.decayBiases',
    ...yesOrNo,
  },
  ...declaredFlags({
    field: 'schedule',
    about: 'how the learning rate goes (parallax schedules); default the preset’s',
    declared: schedules,
  }),
  {
    flags: '--warmup <share>',
    about: 'share of all steps, 0 to below 1; default the preset’s',
    path: 'schedule.warmup',
    parse: toNumber,
  },
  ...declaredFlags({
    field: 'network',
    about: 'what learns (parallax networks); default the preset’s',
    declared: networks,
  }),
  {
    flags: '--initialisation <kind>',
    about:
      'how weights begin; default the preset’s, for its own network; otherwise pytorch, as torchvision’s and timm’s classes',
    path: 'network.initialisation',
    parse: toEnum('INITIALISATION'),
    choices: ['pytorch', 'he'],
  },
  {
    flags: '--weight-standardisation <yes|no>',
    about: 'of each convolution’s filters while they are trained; default the preset’s, for its own network',
    path: 'network.weightStandardisation',
    ...yesOrNo,
  },
  { flags: '--head-hidden <n>', about: 'width of the head’s hidden layer', path: 'head.hidden', parse: toNumber },
  { flags: '--head-output <n>', about: 'width of the projections', path: 'head.output', parse: toNumber },
  {
    flags: '--head-batch-norm <yes|no>',
    about: 'batch norm before the head’s ReLU, as Barlow Twins and VICReg have it; default the preset’s',
    path: 'head.batchNorm',
    ...yesOrNo,
  },
  {
    flags: '--size <pixels>',
    about: 'of the images it takes; default the dataset’s',
    path: 'network.size',
    parse: toNumber,
  },
  { flags: '--start-from <encoder>', about: "a training's id or a sha256", path: 'startFrom', parse: toEncoder },
  {
    flags: '--freeze <layer>',
    about: 'with --start-from: the last layer that stays as it is, as its tensors are named, such as layer3',
    path: 'freeze',
    parse: asIs,
  },
  {
    flags: '--continue <training>',
    about: 'go on with a training that has succeeded, or will, with more --epochs',
    path: 'continueFrom.training',
    parse: toTraining,
  },
  {
    flags: '--continued-schedule <kind>',
    about: 'the learning rate of --continue: stretched (the default) over all epochs, or held as in the last step',
    path: 'continueFrom.schedule',
    parse: toEnum('CONTINUED_SCHEDULE'),
    choices: ['stretched', 'held'],
  },
  {
    flags: '--keep <rules>',
    about: `encoders beside the last, such as every:10,best:knn; best by ${measureWords.join(', ')}`,
    path: 'keep',
    parse: toKeep,
  },
  {
    flags: '--stop-when <rule>',
    about:
      'such as knn:5: end when it has been no better than its best for five epochs, or at the first measurement after',
    path: 'stopWhen',
    parse: toStopWhen,
  },
  precisionFlag,
  { flags: '--checkpoint-steps <n>', about: 'steps between checkpoints', path: 'checkpointSteps', parse: toNumber },
];
